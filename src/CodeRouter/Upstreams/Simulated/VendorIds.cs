using System.Security.Cryptography;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Ids that look like the vendors': deterministic for a given order of requests, never twice the same.</summary>
internal sealed class VendorIds
{
    private const string Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private long _count;

    /// <summary><paramref name="prefix"/> and so many letters and digits: <c>chatcmpl-…</c>, <c>msg_01…</c>, <c>call_…</c>.</summary>
    public string Next(string prefix, int length) => prefix + string.Create(length, Seed(), static (span, seed) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = Letters[seed[i % seed.Length] % Letters.Length];
        }
    });

    /// <summary><paramref name="prefix"/> and so many hexadecimal digits: <c>resp_…</c>, <c>fc_…</c>, <c>req_…</c>.</summary>
    public string NextHex(string prefix, int length) => prefix + Convert.ToHexStringLower(Seed())[..length];

    private byte[] Seed() => SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref _count)));
}
