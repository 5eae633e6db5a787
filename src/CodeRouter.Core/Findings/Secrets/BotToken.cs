using System.Buffers.Text;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>A Discord bot's token: its number in base64, a time, and a signature, joined by points.</summary>
internal static class BotToken
{
    /// <summary>Length of the token that begins here; 0 when none does.</summary>
    public static int Look(ReadOnlySpan<char> text, int at)
    {
        int number = TokenAlphabet.Run(text, at, TokenAlphabet.UrlSafe, 32), second = at + number + 1;
        if (number is < 23 or > 28 || second >= text.Length || text[second - 1] != '.' || !Boundary.Before(text, at))
        {
            return 0;
        }

        int time = TokenAlphabet.Run(text, second, TokenAlphabet.UrlSafe, 8), third = second + time + 1;
        if (time is not (6 or 7) || third >= text.Length || text[third - 1] != '.')
        {
            return 0;
        }

        int signature = TokenAlphabet.Run(text, third, TokenAlphabet.UrlSafe, 48);
        return signature is >= 27 and <= 45 && SaysNumber(text.Slice(at, number)) ? third + signature - at : 0;
    }

    private static bool SaysNumber(ReadOnlySpan<char> part)
    {
        Span<byte> encoded = stackalloc byte[part.Length], decoded = stackalloc byte[part.Length];
        Encoding.ASCII.GetBytes(part, encoded);
        return Base64Url.TryDecodeFromUtf8(encoded, decoded, out int written) && written is >= 17 and <= 20 && !decoded[..written].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
