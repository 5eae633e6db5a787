using System.Buffers.Text;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>A JSON web token: three base64url parts, the first of which decodes to a header that names an algorithm.</summary>
internal static class WebToken
{
    private const int MaxHeader = 1024;
    private const int ShortestClaims = 24;

    /// <summary>Length of the token that begins here; 0 when none does.</summary>
    public static int Look(ReadOnlySpan<char> text, int at)
    {
        if (!Boundary.Before(text, at))
        {
            return 0;
        }

        int header = TokenAlphabet.Run(text, at, TokenAlphabet.UrlSafe, MaxHeader);
        int second = at + header + 1;
        if (header < 16 || second >= text.Length || text[second - 1] != '.')
        {
            return 0;
        }

        int payload = TokenAlphabet.Run(text, second, TokenAlphabet.UrlSafe);
        int third = second + payload + 1;
        if (payload < 8 || !Says(text.Slice(at, header), "\"alg\""u8))
        {
            return 0;
        }

        int signature = third < text.Length && text[third - 1] == '.' ? TokenAlphabet.Run(text, third, TokenAlphabet.UrlSafe) : 0;
        if (signature >= 16)
        {
            return third + signature - at;
        }

        // Cut short, or not signed: whose it is stands there all the same.
        return payload >= ShortestClaims && Says(text.Slice(second, Math.Min(payload, MaxHeader) & ~3), "\":"u8) ? Math.Max(second + payload, third + signature - 1) - at : 0;
    }

    private static bool Says(ReadOnlySpan<char> part, ReadOnlySpan<byte> name)
    {
        Span<byte> encoded = stackalloc byte[MaxHeader];
        Span<byte> decoded = stackalloc byte[MaxHeader];
        int length = Encoding.ASCII.GetBytes(part, encoded);
        return Base64Url.TryDecodeFromUtf8(encoded[..length], decoded, out int written) && decoded is [(byte)'{', ..] && decoded[..written].IndexOf(name) >= 0;
    }
}
