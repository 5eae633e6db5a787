using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Injection;
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

    /// <summary>An attempt to steer is judged by this much of each text: longer outputs hold more noise than news.</summary>
    private const int LongestJudged = 64 * 1024;

    private const double Slight = 0.1;

    private ConcurrentDictionary<(UInt128 Hash, Sought What, bool Free), PieceReading> _young = new();
    private ConcurrentDictionary<(UInt128 Hash, Sought What, bool Free), PieceReading> _old = new();

    /// <summary>What stands in a piece, of what is asked for; remembered, for the piece comes again with the next step.</summary>
    /// <param name="free">The piece is an object whose members somebody else named.</param>
    public PieceReading Scan(ReadOnlySpan<byte> piece, Sought what, bool free = false)
    {
        var key = (Hash(piece), what, free);
        if (_young.TryGetValue(key, out var known))
        {
            return known;
        }

        if (!_old.TryGetValue(key, out known))
        {
            known = Look(piece, what, free);
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

    /// <summary>The same, once: for pieces that are asked for only while they are new.</summary>
    public static PieceReading Look(ReadOnlySpan<byte> piece, Sought what, bool free = false)
    {
        var places = new List<TextPlace>();
        TextWalk.Add(piece, 0, free, places);
        var sightings = new List<Sighting>();
        var findings = new List<Finding>();
        double human = 0, tool = 0;
        foreach (var place in places)
        {
            var inner = piece.Slice(place.Inner.Start, place.Inner.Length);
            char[] rented = ArrayPool<char>.Shared.Rent(inner.Length);
            var text = rented.AsSpan(0, JsonText.Decode(inner, rented));
            Find(text, what, findings);
            var bytes = new RawPlace(inner);
            foreach (var finding in findings)
            {
                var raw = bytes.Of(finding.Start, finding.End);
                sightings.Add(new Sighting(finding.Kind, finding.Type, raw with { Start = raw.Start + place.Inner.Start }, place.Signed, place.FromTool));
            }

            if ((what & Sought.Injection) != 0)
            {
                double score = InjectionScanner.Scan(text.Length > LongestJudged ? text[..LongestJudged] : text, place.FromTool).Score;
                tool = place.FromTool ? Math.Max(tool, score) : tool;
                human = place.FromTool ? human : Math.Max(human, score);
            }

            text.Clear();
            ArrayPool<char>.Shared.Return(rented);
        }

        return sightings.Count == 0 && human < Slight && tool < Slight ? PieceReading.Empty : new PieceReading([.. sightings], human, tool);
    }

    private static void Find(ReadOnlySpan<char> text, Sought what, List<Finding> findings)
    {
        findings.Clear();
        if ((what & Sought.Secrets) != 0)
        {
            SecretScanner.Scan(text, findings);
        }

        if ((what & Sought.Personal) != 0)
        {
            PersonalScanner.Scan(text, findings, networkAddresses: false);
        }

        FindingList.Settle(findings);
    }

    private static UInt128 Hash(ReadOnlySpan<byte> piece)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(piece, digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
