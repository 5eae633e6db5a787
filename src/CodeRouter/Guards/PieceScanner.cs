using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Guards;

/// <summary>
/// Scans pieces of request bodies (a message, the system text, the tools) and remembers what it found by the piece's own bytes: agents
/// send their whole history with every step, and only the new tail is ever scanned again. The memory holds places, never texts, and is
/// keyed by SHA-256, so that nobody can craft a piece that passes for another.
/// </summary>
public sealed class PieceScanner
{
    private const int MostRemembered = 200_000;
    private const int LongestText = 4 << 20;

    private ConcurrentDictionary<(UInt128 Hash, byte Kinds), Sighting[]> _young = new();
    private ConcurrentDictionary<(UInt128 Hash, byte Kinds), Sighting[]> _old = new();

    /// <summary>What stands in a piece; secrets and personal data as asked.</summary>
    public Sighting[] Scan(ReadOnlySpan<byte> piece, bool secrets, bool personal)
    {
        var key = (Hash(piece), (byte)((secrets ? 1 : 0) | (personal ? 2 : 0)));
        if (_young.TryGetValue(key, out var known))
        {
            return known;
        }

        if (!_old.TryGetValue(key, out known))
        {
            known = Look(piece, secrets, personal);
        }

        if (_young.Count >= MostRemembered / 2)
        {
            // Two generations: what was not asked for during one whole generation is forgotten.
            _old = _young;
            _young = new();
        }

        _young[key] = known;
        return known;
    }

    private static Sighting[] Look(ReadOnlySpan<byte> piece, bool secrets, bool personal)
    {
        var places = new List<TextPlace>();
        TextWalk.Add(piece, 0, places);
        List<Sighting>? sightings = null;
        var findings = new List<Finding>();
        foreach (var place in places)
        {
            var inner = piece.Slice(place.Inner.Start, Math.Min(place.Inner.Length, LongestText));
            char[] text = ArrayPool<char>.Shared.Rent(inner.Length);
            int length = JsonText.Decode(inner, text);
            findings.Clear();
            if (secrets)
            {
                SecretScanner.Scan(text.AsSpan(0, length), findings);
            }

            if (personal)
            {
                PersonalScanner.Scan(text.AsSpan(0, length), findings, networkAddresses: false);
            }

            FindingList.Settle(findings);
            foreach (var finding in findings)
            {
                var raw = RawPlace.Of(inner, finding.Start, finding.End);
                (sightings ??= []).Add(new Sighting(finding.Kind, finding.Type, raw with { Start = raw.Start + place.Inner.Start }, place.Signed, place.FromTool));
            }

            Array.Clear(text, 0, length);
            ArrayPool<char>.Shared.Return(text);
        }

        return sightings?.ToArray() ?? [];
    }

    private static UInt128 Hash(ReadOnlySpan<byte> piece)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(piece, digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
