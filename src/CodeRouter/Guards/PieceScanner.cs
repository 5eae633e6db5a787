using System.Buffers;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Injection;

namespace CodeRouter.Guards;

/// <summary>Scans pieces of request bodies (a message, the system text, the tools) and remembers the places of what it found.</summary>
public sealed class PieceScanner
{
    private const int MostRemembered = 200_000;

    /// <summary>An attempt to steer is judged by this much of each text: longer outputs hold more noise than news.</summary>
    private const int LongestJudged = 64 * 1024;

    private const double Slight = 0.1;

    // No guard's bit.
    private const int Free = 1 << 29;

    // Most texts hold nothing: looking at them costs no memory either.
    [ThreadStatic]
    private static List<TextPlace>? _places;

    [ThreadStatic]
    private static List<Finding>? _findings;

    private readonly PieceMemory<PieceReading> _memory = new(MostRemembered);

    /// <summary>What stands in a piece, of what is asked for; remembered, for the piece comes again with the next step.</summary>
    /// <param name="free">The piece is an object whose members somebody else named.</param>
    public PieceReading Scan(ReadOnlySpan<byte> piece, Sought what, bool free = false) => _memory.Get(piece, (int)what | (free ? Free : 0), bytes => Look(bytes, what, free));

    /// <summary>Credentials in a plain text that goes along with a body, at its own characters.</summary>
    public static IEnumerable<Sighting> LookAside(string text)
    {
        var findings = new List<Finding>();
        MarkedText.Find(default, text, Sought.Secrets, findings);
        return findings.Select(static f => new Sighting(f.Guard, f.Type, new Slice(f.Start, f.Length), Signed: false, FromTool: false));
    }

    /// <summary>The same, once: for pieces that are asked for only while they are new.</summary>
    public static PieceReading Look(ReadOnlySpan<byte> piece, Sought what, bool free = false)
    {
        var places = _places ??= [];
        var findings = _findings ??= [];
        places.Clear();
        TextWalk.Add(piece, 0, free, places);
        List<Sighting>? sightings = null;
        List<WrappedReading>? wrapped = null;
        double human = 0, tool = 0;
        Span<char> member = stackalloc char[MarkedText.LongestMember];
        foreach (var place in places)
        {
            var inner = piece.Slice(place.Inner.Start, place.Inner.Length);
            if (place.Wrapped && WrappedText.Read(inner) is { } file)
            {
                MarkedText.Find(default, file, what, findings);
                if (findings.Count > 0)
                {
                    (wrapped ??= []).Add(new WrappedReading(place.Inner, [.. findings.Select(f => new Sighting(f.Guard, f.Type, new Slice(f.Start, f.Length), place.Signed, place.FromTool))]));
                }

                Judge(file, place.FromTool);
                continue;
            }

            char[] rented = ArrayPool<char>.Shared.Rent(inner.Length);
            var text = rented.AsSpan(0, JsonText.Decode(inner, rented));
            MarkedText.Find(MarkedText.Member(piece, place, member), text, what, findings);
            var bytes = new RawPlace(inner);
            foreach (var finding in findings)
            {
                var raw = bytes.Of(finding.Start, finding.End);
                (sightings ??= []).Add(new Sighting(finding.Guard, finding.Type, raw with { Start = raw.Start + place.Inner.Start }, place.Signed, place.FromTool));
            }

            Judge(text, place.FromTool);
            text.Clear();
            ArrayPool<char>.Shared.Return(rented);
        }

        return sightings is null && wrapped is null && human < Slight && tool < Slight ? PieceReading.Empty : new PieceReading([.. sightings ?? []], human, tool) { Wrapped = [.. wrapped ?? []] };

        void Judge(ReadOnlySpan<char> text, bool fromTool)
        {
            if ((what & Sought.Injection) != 0)
            {
                double score = InjectionScanner.Scan(text.Length > LongestJudged ? text[..LongestJudged] : text, fromTool).Score;
                tool = fromTool ? Math.Max(tool, score) : tool;
                human = fromTool ? human : Math.Max(human, score);
            }
        }
    }
}
