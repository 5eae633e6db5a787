using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>Keys of Amazon's.</summary>
/// <param name="SessionToken">Set for keys that expire.</param>
internal sealed record AwsKeys(string AccessKeyId, string SecretAccessKey, string? SessionToken)
{
    public override string ToString() => "•••";
}

/// <summary>Amazon's signature, version 4: a digest over the request under a key that is good for one day, region and service.</summary>
internal static class AwsSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The value of the <c>Authorization</c> header.</summary>
    /// <param name="headers">Every header that is signed, <c>host</c> and <c>x-amz-date</c> among them.</param>
    /// <param name="payloadHash">SHA-256 of the body, in hexadecimal.</param>
    public static string Authorization(string method, Uri address, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash, AwsKeys keys, string region, string service, DateTimeOffset now)
    {
        var signed = headers.Select(h => (Name: h.Key.ToLowerInvariant(), Value: Collapse(h.Value)))
            .GroupBy(h => h.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Value: string.Join(',', g.Select(h => h.Value)))).ToList();
        string names = string.Join(';', signed.Select(h => h.Name));
        string canonical = string.Join('\n', method, EncodePath(address.AbsolutePath), CanonicalQuery(address.Query), string.Concat(signed.Select(h => $"{h.Name}:{h.Value}\n")), names, payloadHash);
        string date = now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        string scope = $"{date}/{region}/{service}/aws4_request";
        string toSign = string.Join('\n', Algorithm, Time(now), scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        byte[] key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + keys.SecretAccessKey), date), region), service), "aws4_request");
        return $"{Algorithm} Credential={keys.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Hex(Mac(key, toSign))}";
    }

    public static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string Hash(ReadOnlyMemory<byte> body, BodyEdit[] edits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int at = 0;
        foreach (var edit in edits)
        {
            hash.AppendData(body.Span[at..edit.At.Start]);
            hash.AppendData(edit.With.Span);
            at = edit.At.End;
        }

        hash.AppendData(body.Span[at..]);
        return Hex(hash.GetHashAndReset());
    }

    // What is escaped already is escaped once more: all services but one sign it so.
    private static string EncodePath(string path) => path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(string query)
    {
        if (query.Length <= 1)
        {
            return "";
        }

        var pairs = query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(p => (Name: Reencode(p[0]), Value: p.Length > 1 ? Reencode(p[1]) : ""));
        return string.Join('&', pairs.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
    }

    private static string Reencode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Collapse(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
