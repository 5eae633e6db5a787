using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Guards;

/// <summary>
/// What stands in for a redacted value: <c>REDACTED_AWS_ACCESS_KEY_ID_3f9a0c51d2e8</c>. Made of the deployment's key, the session and the
/// value, so that the same value reads the same in every step (the provider's prompt cache survives) and on every gateway, and means
/// nothing to anybody else. Letters, digits and underscores only: it survives JSON, code, URLs and shells.
/// </summary>
public static class Placeholder
{
    public const string Prefix = "REDACTED_";

    /// <summary>Hexadecimal digits at the end: 48 bits, so that two values of a session do not meet.</summary>
    public const int Digits = 12;

    /// <summary>Longest type that is spelt out.</summary>
    private const int LongestType = 40;

    /// <summary>Longest placeholder there can be.</summary>
    public const int Longest = 9 + LongestType + 1 + Digits;

    public static string For(ReadOnlySpan<byte> key, string session, string type, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(session + "\n" + value);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, mac);
        string kind = type.Length > LongestType ? type[..LongestType] : type;
        return Prefix + string.Create(kind.Length, kind, static (made, from) => Letters(from, made)) + "_" + Convert.ToHexStringLower(mac[..(Digits / 2)]);
    }

    // What plugins and rules are called is anybody's.
    private static void Letters(string type, Span<char> made)
    {
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = char.IsAsciiLetterOrDigit(type[i]) ? char.ToUpperInvariant(type[i]) : '_';
        }
    }

    /// <summary>
    /// Length of the tail that may be the beginning of a placeholder: it must wait for what follows. 0 when the text may go out whole.
    /// </summary>
    public static int OpenTail(ReadOnlySpan<byte> text)
    {
        var tail = text[Math.Max(0, text.Length - Longest)..];
        int at = tail.LastIndexOf("REDACTED_"u8);
        if (at >= 0)
        {
            var body = tail[(at + 9)..];
            return body.IndexOfAnyExcept(Body) < 0 ? tail.Length - at : PrefixTail(tail);
        }

        return PrefixTail(tail);
    }

    private static readonly System.Buffers.SearchValues<byte> Body = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789_"u8);

    private static int PrefixTail(ReadOnlySpan<byte> tail)
    {
        for (int length = Math.Min(tail.Length, Prefix.Length - 1); length > 0; length--)
        {
            if (tail[^length..].SequenceEqual("REDACTED_"u8[..length]))
            {
                return length;
            }
        }

        return 0;
    }
}
