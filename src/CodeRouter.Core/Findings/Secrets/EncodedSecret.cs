using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Credentials within what is encoded: a long word of base64 or hexadecimal digits that decodes to text is read as that text. The finding is
/// the encoded word as a whole. What does not begin with printable characters is left after a few of them, so pictures and digests cost nothing.
/// </summary>
internal static class EncodedSecret
{
    private const int Longest = 64 * 1024;
    private const int Shortest = 20;
    private const int Depth = 2;

    // What stands before "user:password" in base64: Docker's and npm's credentials, headers.
    private static readonly string[] PairMarks = ["auth\": \"", "auth\":\"", "_auth=", "_auth = ", "auth: ", "asic "];

    [ThreadStatic]
    private static int _depth;

    /// <summary>Looks at the encoded word around a run of token characters; where it ends.</summary>
    /// <param name="from">Nothing before it belongs to the word.</param>
    public static int Look(ReadOnlySpan<char> text, int from, int start, int end, List<Finding> findings)
    {
        while (start > from && start > end - Longest && text[start - 1] is '+' or '/' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9'))
        {
            start--;
        }

        int length = TokenAlphabet.Run(text, start, TokenAlphabet.Encoded, Longest);
        end = Math.Max(end, start + length);
        var word = text.Slice(start, length);
        if (length < Shortest || _depth >= Depth || Decoded(word) is not { } bytes)
        {
            return end;
        }

        string said = Encoding.UTF8.GetString(bytes);
        var inner = new List<Finding>();
        _depth++;
        try
        {
            SecretScanner.Scan(said, inner);
        }
        finally
        {
            _depth--;
        }

        string? type = inner.Count > 0 ? inner.MaxBy(static f => f.Length).Type : IsPair(said) && Follows(text, start) ? "basic_credentials" : null;
        if (type is not null)
        {
            findings.Add(new Finding(FindingKind.Secret, type, start, start + length));
        }

        return end;
    }

    /// <summary>What a word of base64 or hexadecimal digits says; null where that is no text.</summary>
    public static byte[]? Decoded(ReadOnlySpan<char> word)
    {
        bool hex = word.Length % 2 == 0 && word.IndexOfAnyExcept(TokenAlphabet.Hex) < 0;
        if (hex)
        {
            return word.Length >= 2 * Shortest && BeginsAsHex(word) ? Whole(Convert.FromHexString(word)) : null;
        }

        if (!BeginsAsBase64(word))
        {
            return null;
        }

        byte[] ascii = new byte[word.Length];
        Encoding.ASCII.GetBytes(word, ascii);
        ascii.AsSpan().Replace((byte)'+', (byte)'-');
        ascii.AsSpan().Replace((byte)'/', (byte)'_');
        var body = ascii.AsSpan().TrimEnd((byte)'=');
        body = body.Length % 4 == 1 ? body[..^1] : body;
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(body.Length)];
        return Base64Url.DecodeFromUtf8(body, bytes, out _, out int written) == OperationStatus.Done ? Whole(bytes[..written]) : null;
    }

    private static byte[]? Whole(byte[] bytes) => bytes.AsSpan().ContainsAnyInRange((byte)0, (byte)8) || !System.Text.Unicode.Utf8.IsValid(bytes) ? null : bytes;

    // Text has its bytes between the space and the tilde: that leaves few digits for the places that hold their upper halves.
    private static bool BeginsAsHex(ReadOnlySpan<char> word)
    {
        for (int i = 0; i < 16; i += 2)
        {
            if (word[i] is < '2' or > '7')
            {
                return false;
            }
        }

        return true;
    }

    private static bool BeginsAsBase64(ReadOnlySpan<char> word)
    {
        for (int i = 0; i + 4 <= 16; i += 4)
        {
            int bits = (Digit(word[i]) << 18) | (Digit(word[i + 1]) << 12) | (Digit(word[i + 2]) << 6) | Digit(word[i + 3]);
            if (bits < 0 || !IsOfText(bits >> 16) || !IsOfText((bits >> 8) & 255) || !IsOfText(bits & 255))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOfText(int b) => b is (>= 32 and < 127) or '\n' or '\r' or '\t';

    private static int Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };

    private static bool IsPair(string said)
    {
        int colon = said.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && said.Length - colon > 6 && !said.AsSpan().ContainsAny(" \t\r\n") && !ExampleValue.IsExample(said.AsSpan(colon + 1)) && !ExampleValue.IsPlain(said.AsSpan(colon + 1));
    }

    private static bool Follows(ReadOnlySpan<char> text, int start)
    {
        foreach (string mark in PairMarks)
        {
            if (text[..start].EndsWith(mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
