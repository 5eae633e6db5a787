using System.Text;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Injection;
using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Tools.Guards;

/// <summary>What the detectors say about folders of ordinary code and documents, by type and per megabyte, with what was found: false alarms, nearly all.</summary>
internal static class CleanText
{
    private const int MostShown = 12;
    private const int Longest = 400_000;
    private static readonly string[] Kinds = [".cs", ".md", ".py", ".xml", ".txt", ".js", ".ts", ".json", ".yaml", ".yml", ".go", ".rs", ".java", ".sh", ".html", ".c", ".h", ".rst"];

    public static bool IsText(string file) => Kinds.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    public static int Run(string[] folders)
    {
        var found = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        long characters = 0;
        int stretches = 0, flagged = 0;
        foreach (string file in folders.SelectMany(static f => Directory.EnumerateFiles(f, "*.*", SearchOption.AllDirectories)).Where(IsText).Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file, Encoding.UTF8);
            text = text.Length > Longest ? text[..Longest] : text;
            characters += text.Length;
            var findings = new List<Finding>();
            SecretScanner.Scan(text, findings);
            PersonalScanner.Scan(text, findings, networkAddresses: false);
            foreach (var finding in findings)
            {
                if (!found.TryGetValue(finding.Type, out var list))
                {
                    found[finding.Type] = list = [];
                }

                list.Add(text[Math.Max(0, finding.Start - 20)..finding.Start].ReplaceLineEndings("⏎") + "⟦" + text[finding.Start..finding.End].ReplaceLineEndings("⏎") + "⟧" + text[finding.End..Math.Min(text.Length, finding.End + 12)].ReplaceLineEndings("⏎"));
            }

            stretches++;
            flagged += InjectionScanner.Scan(text.Length > 8000 ? text[..8000] : text, fromTool: true).Score >= 0.5 ? 1 : 0;
        }

        Console.WriteLine($"{characters / 1e6:0.0} MB; injection flagged in {flagged} of {stretches} files' first 8,000 characters");
        foreach (var (type, list) in found)
        {
            Console.WriteLine($"{type,-28} {list.Count,6} {list.Count / (characters / 1e6),8:0.00}/MB");
            foreach (string place in list.Where((_, i) => i % Math.Max(1, list.Count / MostShown) == 0).Take(MostShown))
            {
                Console.WriteLine("    " + place);
            }
        }

        return 0;
    }
}
