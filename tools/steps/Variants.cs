using CodeRouter.Core.Steps;

namespace CodeRouter.Tools.Steps;

/// <summary>
/// The same ask as somebody else would have typed it: with context before it, wishes after it, another thing named, words left out,
/// no capitals. The work asked for stays what it was, so the layer learns what does not matter.
/// </summary>
internal sealed class Variants
{
    private static readonly int Each = int.TryParse(Environment.GetEnvironmentVariable("STEPS_VARIANTS"), out int each) ? each : 3;
    private const int ShortWords = 3;

    private readonly string[] before;
    private readonly string[] after;
    private readonly string[] things;
    private ulong state = 0x2545F4914F6CDD1D;

    private Variants(string[] lines)
    {
        before = Of(lines, '<');
        after = Of(lines, '>');
        things = Of(lines, '=');
    }

    public static IEnumerable<Sample> Of(IReadOnlyList<Sample> samples, string[] around)
    {
        var variants = new Variants(around);
        foreach (var sample in samples.Where(s => s.Text.All(char.IsAscii)))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal) { sample.Text };
            for (int i = 0; i < Each; i++)
            {
                string text = variants.Vary(sample);
                if (seen.Add(text))
                {
                    yield return sample with { Text = text, Weight = sample.Weight / 3, Made = true };
                }
            }
        }
    }

    private string Vary(Sample sample)
    {
        string text = sample.Text;
        int words = text.AsSpan().Count(' ') + 1;
        if (Luck(3))
        {
            text = Swap(text);
        }

        if (words > 6 && Luck(3))
        {
            text = LeaveOut(text);
        }

        // A "yes" with a context before it is no "yes" any more.
        bool bare = sample.Phase == Phase.ChatOther || words < ShortWords;
        if (Luck(2))
        {
            text = (bare ? before[Next(24)] : before[Next(before.Length)]) + " " + text;
        }

        if (Luck(2) && !text.Contains('\n'))
        {
            string tail = bare ? after[Next(5)] : after[Next(after.Length)];
            text = text.TrimEnd('.', '!') + (tail[0] is '.' or ',' or '!' or '\n' or ' ' ? "" : " ") + tail;
        }

        return Next(4) switch
        {
            0 => text.ToLowerInvariant(),
            1 => text.Replace("'", "", StringComparison.Ordinal).TrimEnd('.', '?'),
            2 => char.ToUpperInvariant(text[0]) + text[1..],
            _ => text,
        };
    }

    // "the basket" → "the scheduler": what is worked on says little about the work.
    private string Swap(string text)
    {
        int at = text.IndexOf("the ", StringComparison.Ordinal);
        if (at < 0 || (at > 0 && text[at - 1] != ' '))
        {
            return text;
        }

        int end = text.IndexOfAny([' ', ',', '.', '?', '\n'], at + 4);
        return end < 0 ? text[..at] + things[Next(things.Length)] : string.Concat(text.AsSpan(0, at), things[Next(things.Length)], text.AsSpan(end));
    }

    private string LeaveOut(string text)
    {
        string[] words = text.Split(' ');
        int at = 2 + Next(words.Length - 2);
        return string.Join(' ', words.Where((_, i) => i != at));
    }

    private bool Luck(int outOf) => Next(outOf) == 0;

    private int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)below);
    }

    private static string[] Of(string[] lines, char mark) => [.. lines.Where(l => l.Length > 2 && l[0] == mark).Select(l => l[2..].Replace("\\n", "\n", StringComparison.Ordinal))];
}
