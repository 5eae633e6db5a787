using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace CodeRouter.Gateway;

/// <summary>
/// A 128-bit fingerprint of a request body, for tickets and for telling retries apart: not a secret and no signature.
/// Four multiply-mix lanes abreast, so that no multiplication waits for the one before; SHA-256 was tried and cost more than the whole
/// scan at 1 MB.
/// </summary>
public static class BodyHash
{
    private const ulong K0 = 0x9E3779B97F4A7C15, K1 = 0xC2B2AE3D27D4EB4F, K2 = 0x165667B19E3779F9;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> body, out ulong low)
    {
        ulong a = K0 ^ (ulong)body.Length, b = K1, c = K2, d = K0;
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        while (words.Length >= 8)
        {
            a = Mix(a ^ words[0], K1 ^ words[1]);
            b = Mix(b ^ words[2], K1 ^ words[3]);
            c = Mix(c ^ words[4], K1 ^ words[5]);
            d = Mix(d ^ words[6], K1 ^ words[7]);
            words = words[8..];
        }

        for (; words.Length >= 2; words = words[2..])
        {
            c = Mix(c ^ words[0], K1 ^ words[1]);
        }

        Span<byte> rest = stackalloc byte[16];
        body[^(body.Length % 16)..].CopyTo(rest);
        a = Mix(a ^ BinaryPrimitives.ReadUInt64LittleEndian(rest), c ^ K0);
        b = Mix(b ^ BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]), d ^ K2);
        (a, b) = (Mix(a ^ b, K1), Mix(b ^ K2, a ^ K0));
        low = a;
        Span<byte> both = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(both, a);
        BinaryPrimitives.WriteUInt64BigEndian(both[8..], b);
        return Convert.ToHexStringLower(both);
    }

    private static ulong Mix(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return high ^ low;
    }
}
