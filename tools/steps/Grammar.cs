using System.Globalization;
using CodeRouter.Core.Steps;

namespace CodeRouter.Tools.Steps;

/// <summary>Templates with slots and choices, expanded by a fixed sequence of numbers.</summary>
internal sealed class Grammar
{
    private readonly Dictionary<string, string[]> slots = new(StringComparer.Ordinal);
    private readonly List<(Phase Phase, int Difficulty, double Weight, List<string> Lines)> groups = [];
    private ulong state = 88172645463325252;

    public static Grammar Read(string[] lines)
    {
        var grammar = new Grammar();
        foreach (string line in lines)
        {
            if (line.Length == 0 || line.StartsWith("# Training", StringComparison.Ordinal) || line.StartsWith("# {name}", StringComparison.Ordinal))
            {
                continue;
            }

            if (line[0] == '@' && line.IndexOf(' ') is var space and > 0 && !line.StartsWith("@server", StringComparison.Ordinal))
            {
                grammar.slots[line[1..space]] = [.. (line[space..] + " ").Split('|').Select(a => a.Length < 2 ? "" : a[1..^1])];
            }
            else if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                string[] parts = line.Split(' ');
                grammar.groups.Add((StepNames.ParsePhase(parts[1])!.Value, int.Parse(parts[2], CultureInfo.InvariantCulture), parts.Length > 3 ? double.Parse(parts[3], CultureInfo.InvariantCulture) : 1, []));
            }
            else
            {
                grammar.groups[^1].Lines.Add(line);
            }
        }

        return grammar;
    }

    /// <summary>About so many messages of a group of average weight; every template is used.</summary>
    public IEnumerable<Sample> Expand(int perGroup)
    {
        double average = groups.Average(g => g.Weight);
        foreach (var (phase, difficulty, weight, lines) in groups)
        {
            int count = Math.Max(lines.Count * 2, (int)(perGroup * weight / average));
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < count; i++)
            {
                string text = Fill(lines[i % lines.Count], 0).Replace("\\n", "\n", StringComparison.Ordinal).Trim();
                text = Dirty(text);
                if (text.Length > 0 && seen.Add(text))
                {
                    yield return new Sample(text, phase, difficulty, 1);
                }
            }
        }
    }

    private string Fill(string template, int depth)
    {
        if (depth > 6)
        {
            return template;
        }

        int open;
        while ((open = template.IndexOf('{')) >= 0)
        {
            int close = open + 1;
            for (int nested = 1; nested > 0 && close < template.Length; close++)
            {
                nested += template[close] == '{' ? 1 : template[close] == '}' ? -1 : 0;
            }

            string inside = template[(open + 1)..(close - 1)];
            string[] choices = Split(inside);
            string choice = choices[Next(choices.Length)];
            if (slots.TryGetValue(choice, out string[]? values))
            {
                choice = values[Next(values.Length)];
            }

            template = string.Concat(template.AsSpan(0, open), Fill(choice, depth + 1).Replace('{', '\u0001').Replace('}', '\u0002'), template.AsSpan(close));
        }

        return template.Replace('\u0001', '{').Replace('\u0002', '}');
    }

    private static string[] Split(string inside)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= inside.Length; i++)
        {
            if (i == inside.Length || (inside[i] == '|' && depth == 0))
            {
                parts.Add(inside[start..i]);
                start = i + 1;
            }
            else
            {
                depth += inside[i] == '{' ? 1 : inside[i] == '}' ? -1 : 0;
            }
        }

        return [.. parts];
    }

    // People capitalise, forget points and mistype.
    private string Dirty(string text)
    {
        int luck = Next(12);
        if (luck < 4 && text.Length > 1)
        {
            return char.ToUpperInvariant(text[0]) + text[1..];
        }

        if (luck == 4 && text.Length > 12)
        {
            int at = 2 + Next(text.Length - 4);
            return char.IsLetter(text[at]) && char.IsLetter(text[at + 1]) ? string.Concat(text.AsSpan(0, at), text[at + 1].ToString(), text[at].ToString(), text.AsSpan(at + 2)) : text;
        }

        return luck == 5 && char.IsLetter(text[^1]) ? text + "." : text;
    }

    private int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)below);
    }
}
