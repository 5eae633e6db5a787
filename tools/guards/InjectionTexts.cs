namespace CodeRouter.Tools.Guards;

/// <summary>One written text: which template it came from, who says it, whether it attacks.</summary>
internal sealed record InjectionText(string Text, bool FromTool, bool Attacks, int Template);

/// <summary>Training texts from the written templates: slots filled, sentences joined as people and documents join them.</summary>
/// <param name="folder">The written templates.</param>
/// <param name="ordinary">Folders of ordinary code and documents, more of what tools read.</param>
internal sealed class InjectionCorpus(string folder, string[] ordinary, int seed)
{
    private const int FillsPerTemplate = 28;
    private const int StretchesPerFile = 3;
    private const int MostFiles = 5000;

    private readonly Random _dice = new(seed);
    private readonly List<InjectionText> _texts = [];
    private readonly Dictionary<string, string[]> _slots = File.ReadLines(Path.Combine(folder, "slots.txt")).Where(static l => !l.StartsWith('#') && l.Contains(':', StringComparison.Ordinal))
        .ToDictionary(static l => l[..l.IndexOf(':', StringComparison.Ordinal)], static l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().Split('|'), StringComparer.Ordinal);

    private int _template;

    public List<InjectionText> Read()
    {
        string[] attacks = Lines("attacks-user.txt"), planted = Lines("attacks-tool.txt"), asks = Lines("benign-user.txt"), reads = Lines("benign-tool.txt");
        foreach (string line in attacks)
        {
            Add(line, FillsPerTemplate, false, true, text => Joined(text, attacks));
        }

        foreach (string line in asks)
        {
            Add(line, FillsPerTemplate, false, false, text => Joined(text, asks));
        }

        foreach (string line in planted)
        {
            Add(line, 3 * FillsPerTemplate, true, true, text => Planted(text, planted, reads));
        }

        foreach (string line in reads)
        {
            Add(line, 3 * FillsPerTemplate, true, false, text => Joined(text, reads));
        }

        AddMessages(Path.Combine(folder, "..", "..", "steps", "data"));
        foreach (string part in (string[])["src", "docs", "tests"])
        {
            AddFiles(Path.Combine(folder, "..", "..", "..", part), StretchesPerFile);
        }

        foreach (string file in SdkDocuments.Files())
        {
            AddStretches(SdkDocuments.Prose(file), 40);
        }

        foreach (string more in ordinary)
        {
            AddFiles(more, StretchesPerFile);
        }

        return _texts;
    }

    private string[] Lines(string file) => [.. File.ReadLines(Path.Combine(folder, file)).Where(static l => l.Length > 0)];

    private void Add(string line, int fills, bool tool, bool attacks, Func<string, string> join)
    {
        _template++;
        for (int i = 0; i < fills; i++)
        {
            _texts.Add(new InjectionText(join(Fill(line)), tool, attacks, _template));
        }
    }

    // Alone, and after or before more of its kind.
    private string Joined(string text, string[] others) => _dice.Next(4) switch
    {
        0 or 1 => text,
        2 => text + " " + Fill(Pick(others)),
        _ => Fill(Pick(others)) + "\n" + text,
    };

    // Alone, and in the middle of what is harmless: that is how it is met.
    private string Planted(string text, string[] planted, string[] harmless) => _dice.Next(6) switch
    {
        0 or 1 => text,
        2 => text + " " + Fill(Pick(planted)),
        3 => Short(harmless) + " " + text,
        4 => text + "\n" + Short(harmless),
        _ => Short(harmless) + "\n" + text + " " + Short(harmless),
    };

    private string Short(string[] from)
    {
        string text = Fill(Pick(from));
        return text.Length > 90 ? text[..90] : text;
    }

    // What developers say: the messages written to train the step classifier.
    private void AddMessages(string messages)
    {
        foreach (string file in Directory.EnumerateFiles(messages, "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(file))
            {
                int space = line.IndexOf(' ', StringComparison.Ordinal);
                bool word = space > 3 && char.IsAsciiDigit(line[Math.Min(line.Length - 1, space + 1)]);
                string text = space < 0 || line[0] is '#' or '=' or '<' or '>' ? "" : word ? line[Math.Min(line.Length, space + 3)..] : line[(space + 1)..];
                if (text.Length > 12)
                {
                    _texts.Add(new InjectionText(text.Replace("\\n", "\n", StringComparison.Ordinal), FromTool: false, Attacks: false, ++_template));
                }
            }
        }
    }

    // What tools say when they read code and documents.
    private void AddFiles(string root, int each)
    {
        string[] files = [.. Directory.EnumerateFiles(root, "*.*", SearchOption.AllDirectories).Where(static f => CleanText.IsText(f) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("Findings", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        int step = Math.Max(1, files.Length / MostFiles);
        for (int i = 0; i < files.Length; i += step)
        {
            AddStretches(File.ReadAllText(files[i]), each);
        }
    }

    private void AddStretches(string text, int many)
    {
        _template++;
        for (int i = 0; i < many && text.Length > 400; i++)
        {
            int at = _dice.Next(text.Length - 300);
            _texts.Add(new InjectionText(text.Substring(at, 100 + _dice.Next(180)), FromTool: true, Attacks: false, _template));
        }
    }

    private string Pick(string[] from) => from[_dice.Next(from.Length)];

    private string Fill(string line)
    {
        int open;
        while ((open = line.IndexOf('{', StringComparison.Ordinal)) >= 0)
        {
            int close = line.IndexOf('}', open);
            if (close < 0 || !_slots.TryGetValue(line[(open + 1)..close], out string[]? choices))
            {
                // Code in a template: its brace stays, as one that is no slot.
                line = line[..open] + "\u0001" + line[(open + 1)..];
                continue;
            }

            line = line[..open] + Pick(choices) + line[(close + 1)..];
        }

        return line.Replace('\u0001', '{').Replace("\\n", "\n", StringComparison.Ordinal);
    }
}
