using System.Buffers;
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
    private readonly SearchValues<string> _stems = SearchValues.Create(stems.Split(' '), StringComparison.Ordinal);

    public bool AreIn(string text) => text.AsSpan().ContainsAny(_stems) && pattern.IsMatch(text);

    /// <summary>Two that begin differently: a password that is too wide and a password that is too narrow are one.</summary>
    public bool AreTwoIn(string text)
    {
        if (!text.AsSpan().ContainsAny(_stems))
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
}
