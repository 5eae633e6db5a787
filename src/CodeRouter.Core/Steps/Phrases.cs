using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace CodeRouter.Core.Steps;

/// <summary>
/// Turns of phrase, looked for in small letters only where one of their stems is: most texts have none, and a pattern of a hundred
/// alternatives tries them all at every word.
/// </summary>
/// <param name="pattern">The phrases.</param>
/// <param name="stems">Parted by spaces; each phrase holds one of them at least.</param>
internal sealed class Phrases(Regex pattern, string stems)
{
    // Apart, since a search for many stems at once is several times as fast when all are ASCII, and so are most texts.
    private readonly SearchValues<string> _plain = SearchValues.Create([.. stems.Split(' ').Where(static s => Ascii.IsValid(s))], StringComparison.Ordinal);
    private readonly SearchValues<string> _others = SearchValues.Create([.. stems.Split(' ').Where(static s => !Ascii.IsValid(s))], StringComparison.Ordinal);

    public bool AreIn(string text) => MayBeIn(text) && pattern.IsMatch(text);

    /// <summary>Two that begin differently: a password that is too wide and a password that is too narrow are one.</summary>
    public bool AreTwoIn(string text)
    {
        if (!MayBeIn(text))
        {
            return false;
        }

        const int stem = 4;
        ReadOnlySpan<char> first = default;
        foreach (var match in pattern.EnumerateMatches(text))
        {
            var begins = text.AsSpan(match.Index, Math.Min(stem, match.Length));
            if (!first.IsEmpty && !first.SequenceEqual(begins))
            {
                return true;
            }

            first = begins;
        }

        return false;
    }

    private bool MayBeIn(ReadOnlySpan<char> text) => text.ContainsAny(_plain) || (!Ascii.IsValid(text) && text.ContainsAny(_others));
}
