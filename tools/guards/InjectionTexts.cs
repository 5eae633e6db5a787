namespace CodeRouter.Tools.Guards;

/// <summary>One written text: which template it came from, who says it, whether it attacks.</summary>
internal sealed record InjectionText(string Text, bool FromTool, bool Attacks, int Template);

/// <summary>Training texts from the written templates: slots filled, sentences joined as people and documents join them.</summary>
internal static class InjectionCorpus
{
    private const int FillsPerTemplate = 28;

    public static List<InjectionText> Read(string folder, int seed)
    {
        var dice = new Random(seed);
        var slots = File.ReadLines(Path.Combine(folder, "slots.txt")).Where(static l => !l.StartsWith('#') && l.Contains(':', StringComparison.Ordinal))
            .ToDictionary(static l => l[..l.IndexOf(':', StringComparison.Ordinal)], static l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().Split('|'), StringComparer.Ordinal);
        var texts = new List<InjectionText>();
        int template = 0;
        foreach (var (file, tool, attacks) in ((string, bool, bool)[])[("attacks-user.txt", false, true), ("attacks-tool.txt", true, true), ("benign-user.txt", false, false), ("benign-tool.txt", true, false)])
        {
            string[] lines = File.ReadAllLines(Path.Combine(folder, file));
            foreach (string line in lines.Where(static l => l.Length > 0))
            {
                template++;
                for (int i = 0; i < (tool && attacks ? 4 : 1) * FillsPerTemplate; i++)
                {
                    string text = Fill(line, slots, dice);
                    // Alone, and after or before more of its kind.
                    string other = Fill(lines[dice.Next(lines.Length)], slots, dice);
                    texts.Add(new InjectionText((i % 4) switch { 0 or 1 => text, 2 => text + " " + other, _ => other + "\n" + text }, tool, attacks, template));
                }
            }
        }

        AddMessages(Path.Combine(folder, "..", "..", "steps", "data"), texts, ref template);
        AddFiles(Path.Combine(folder, "..", "..", ".."), texts, ref template, dice);
        return texts;
    }

    // What developers say: the messages written to train the step classifier.
    private static void AddMessages(string folder, List<InjectionText> texts, ref int template)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(file))
            {
                int space = line.IndexOf(' ', StringComparison.Ordinal);
                bool word = space > 3 && char.IsAsciiDigit(line[Math.Min(line.Length - 1, space + 1)]);
                string text = space < 0 || line[0] is '#' or '=' or '<' or '>' ? "" : word ? line[Math.Min(line.Length, space + 3)..] : line[(space + 1)..];
                if (text.Length > 12)
                {
                    texts.Add(new InjectionText(text.Replace("\\n", "\n", StringComparison.Ordinal), FromTool: false, Attacks: false, ++template));
                }
            }
        }
    }

    // What tools say when they read code and docs: this repository's own.
    private static void AddFiles(string root, List<InjectionText> texts, ref int template, Random dice)
    {
        foreach (string part in (string[])["src", "docs", "tests"])
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(root, part), "*.*", SearchOption.AllDirectories).Where(static f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".md", StringComparison.Ordinal)) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("Findings", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                string text = File.ReadAllText(file);
                template++;
                for (int i = 0; i < 4 && text.Length > 400; i++)
                {
                    int at = dice.Next(text.Length - 300);
                    texts.Add(new InjectionText(text.Substring(at, 100 + dice.Next(180)), FromTool: true, Attacks: false, template));
                }
            }
        }
    }

    private static string Fill(string line, Dictionary<string, string[]> slots, Random dice)
    {
        int open;
        while ((open = line.IndexOf('{', StringComparison.Ordinal)) >= 0)
        {
            int close = line.IndexOf('}', open);
            if (close < 0 || !slots.TryGetValue(line[(open + 1)..close], out string[]? choices))
            {
                // Code in a template: its brace stays, as one that is no slot.
                line = line[..open] + "\u0001" + line[(open + 1)..];
                continue;
            }

            line = line[..open] + choices[dice.Next(choices.Length)] + line[(close + 1)..];
        }

        return line.Replace('\u0001', '{');
    }
}
