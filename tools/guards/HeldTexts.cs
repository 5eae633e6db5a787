using System.Text;
using System.Text.RegularExpressions;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Tools.Guards;

/// <summary>What is found of what is marked in texts written to measure on, with every miss and false alarm: these rows may be looked at, they are nobody's evaluation.</summary>
internal static partial class HeldTexts
{
    public static int Run(string file)
    {
        bool secrets = Path.GetFileName(file).Contains("secret", StringComparison.Ordinal);
        var found = new SortedDictionary<string, (int Found, int All)>(StringComparer.Ordinal);
        int alarms = 0;
        foreach (string line in File.ReadLines(file).Where(static l => l.Length > 0 && !l.StartsWith("# ", StringComparison.Ordinal)))
        {
            var (text, spans) = Unmark(line.Replace("\\n", "\n", StringComparison.Ordinal));
            var findings = new List<Finding>();
            if (secrets)
            {
                SecretScanner.Scan(text, findings);
            }
            else
            {
                PersonalScanner.Scan(text, findings, networkAddresses: false);
            }

            foreach (var (type, start, end) in spans)
            {
                bool hit = findings.Any(f => f.Start < end && start < f.End);
                var (n, all) = found.GetValueOrDefault(type);
                found[type] = (n + (hit ? 1 : 0), all + 1);
                if (!hit)
                {
                    Console.WriteLine($"missed {type}: {line}");
                }
            }

            foreach (var stray in findings.Where(f => !spans.Any(s => f.Start < s.End && s.Start < f.End)))
            {
                alarms++;
                Console.WriteLine($"alarm {stray.Type} \"{text[stray.Start..stray.End]}\": {line}");
            }
        }

        foreach (var (type, (n, all)) in found)
        {
            Console.WriteLine($"{type,-16} {n} of {all}");
        }

        Console.WriteLine($"false alarms     {alarms}");
        return 0;
    }

    private static (string Text, List<(string Type, int Start, int End)> Spans) Unmark(string line)
    {
        var text = new StringBuilder();
        var spans = new List<(string, int, int)>();
        int at = 0;
        foreach (Match mark in Mark().Matches(line))
        {
            text.Append(line, at, mark.Index - at);
            spans.Add((mark.Groups["type"].Value, text.Length, text.Length + mark.Groups["text"].Length));
            text.Append(mark.Groups["text"].Value);
            at = mark.Index + mark.Length;
        }

        return (text.Append(line, at, line.Length - at).ToString(), spans);
    }

    [GeneratedRegex("⟦(?<type>[a-z_]+):(?<text>[^⟧]*)⟧", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
