using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Access;

/// <summary>
/// How keys are spelt: <c>cr-</c>, 12 characters that may be shown, a hyphen, 52 characters that hold 256 bits. A fixed shape, so that
/// what cannot be a key is turned away before anything is looked up.
/// </summary>
public static class KeyText
{
    public const string Prefix = "cr-";
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int PublicLength = 12;
    private const int SecretLength = 52;
    private const int Length = 3 + PublicLength + 1 + SecretLength;

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static bool IsOurs(ReadOnlySpan<char> credential) => credential.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A new public part.</summary>
    public static string NewPublic() => RandomNumberGenerator.GetString(Alphabet, PublicLength);

    /// <summary>A new secret part: 52 letters of 5 bits hold 260 bits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, SecretLength);

    public static string Join(string publicPart, string secret) => $"{Prefix}{publicPart}-{secret}";

    /// <summary>Takes a key apart; false where it cannot be one.</summary>
    public static bool TrySplit(ReadOnlySpan<char> key, out ReadOnlySpan<char> publicPart, out ReadOnlySpan<char> secret)
    {
        publicPart = secret = default;
        if (key.Length != Length || !IsOurs(key) || key[3 + PublicLength] != '-')
        {
            return false;
        }

        publicPart = key.Slice(3, PublicLength);
        secret = key[(4 + PublicLength)..];
        return !publicPart.ContainsAnyExcept(Letters) && !secret.ContainsAnyExcept(Letters);
    }

    /// <summary>SHA-256. A slow hash would add nothing: nobody guesses 256 bits, and this runs on every request.</summary>
    public static byte[] Hash(ReadOnlySpan<char> secret)
    {
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        Hash(secret, hash);
        return hash;
    }

    public static void Hash(ReadOnlySpan<char> secret, Span<byte> hash)
    {
        // A key's secret fits the stack; a token somebody typed may be of any length.
        int most = Encoding.UTF8.GetMaxByteCount(secret.Length);
        Span<byte> bytes = most <= 256 ? stackalloc byte[256] : new byte[most];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)], hash);
    }
}
