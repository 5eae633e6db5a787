using System.Text;
using CodeRouter.Core.Findings.Personal;

namespace CodeRouter.Tools.Guards;

/// <summary>A text and where names stand in it.</summary>
internal sealed record NamedText(string Text, List<(int Start, int End)> Names, int Group)
{
    /// <summary>There may be people in it whom nobody marked.</summary>
    public bool MayName { get; init; }
}

/// <summary>Texts with names in them, filled from the written contexts and the built-in lists, and texts without: written ones, this repository, the documents of the .NET SDK.</summary>
/// <param name="folder">The written contexts.</param>
/// <param name="ordinary">Folders of code and documents: what stands there is no name, unless its first word is a given one.</param>
internal sealed class NameCorpus(string folder, string[] ordinary, int seed)
{
    private const int FillsPerContext = 300;
    private const int FillsPerPlain = 60;
    private const int LongestFile = 60_000;

    private readonly Random _dice = new(seed);
    private readonly string[] _given = [.. NameList.All(NameSense.Given).Select(Title)];
    private readonly string[] _givenOrWord = [.. NameList.All(NameSense.GivenOrWord).Select(Title)];
    private readonly string[] _family = [.. NameList.All(NameSense.Family).Select(Title)];
    private readonly string[][] _others = [.. Lines(folder, "name-others.txt").Select(static l => l.Split('|'))];

    public List<NamedText> Read()
    {
        var texts = new List<NamedText>();
        int group = 0;
        string[] contexts = [.. Lines(folder, "name-contexts.txt")], plain = [.. Lines(folder, "name-plain.txt")];
        foreach (var (lines, fills) in ((string[], int)[])[(contexts, FillsPerContext), (plain, FillsPerPlain)])
        {
            foreach (string line in lines)
            {
                group++;
                for (int i = 0; i < fills; i++)
                {
                    texts.Add(Fill(line, group));
                }
            }
        }

        foreach (string part in (string[])["src", "docs"])
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "..", "..", "..", part), "*.*", SearchOption.AllDirectories).Where(static f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".md", StringComparison.Ordinal)) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("Findings", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                texts.Add(new NamedText(File.ReadAllText(file), [], ++group));
            }
        }

        foreach (string file in SdkDocuments.Files())
        {
            texts.Add(new NamedText(SdkDocuments.Prose(file), [], ++group));
        }

        foreach (string file in ordinary.SelectMany(static f => Directory.EnumerateFiles(f, "*.*", SearchOption.AllDirectories)).Where(CleanText.IsText).Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file);
            texts.Add(new NamedText(text.Length > LongestFile ? text[..LongestFile] : text, [], ++group) { MayName = true });
        }

        return texts;
    }

    private static IEnumerable<string> Lines(string folder, string file) => File.ReadLines(Path.Combine(folder, file)).Where(static l => l.Length > 0 && !l.StartsWith("# ", StringComparison.Ordinal)).Select(static l => l.Replace("\\n", "\n", StringComparison.Ordinal));

    private NamedText Fill(string line, int group)
    {
        var text = new StringBuilder();
        var names = new List<(int, int)>();
        for (int i = 0; i < line.Length; i++)
        {
            if (i + 2 < line.Length && line[i] == '{' && line[i + 2] == '}' && line[i + 1] is 'n' or 'f' or 'l' or 'x')
            {
                string filler = line[i + 1] switch { 'n' => Name(), 'f' => Given(), 'l' => Pick(_family), _ => Other() };
                if (line[i + 1] != 'x')
                {
                    names.Add((text.Length, text.Length + filler.Length));
                }

                text.Append(filler);
                i += 2;
            }
            else
            {
                text.Append(line[i]);
            }
        }

        return new NamedText(text.ToString(), names, group);
    }

    private string Given() => _dice.Next(12) == 0 ? Pick(_givenOrWord) : Pick(_given);

    private string Name() => _dice.Next(20) switch
    {
        0 or 1 => Given(),
        2 => $"{Given()} {(char)('A' + _dice.Next(26))}. {Pick(_family)}",
        3 => $"{Given()} {Pick(_family)}-{Pick(_family)}",
        4 => $"{Given()} {Pick(["van", "von", "de", "de la", "di", "van der", "dos", "del", "bin", "da", "af"])} {Pick(_family)}",
        5 => $"{Given()} {Given()} {Pick(_family)}",
        6 => $"{Given()} {Pick(_family)} {Pick(_family)}",
        7 => $"{Pick(_family)} {Given()}",
        8 => $"{Given()} {(char)('A' + _dice.Next(26))} {Pick(_family)}",
        9 => $"{Given()} {Given()}",
        _ => $"{Given()} {Pick(_family)}",
    };

    private string Other() => Pick(_others[_dice.Next(_others.Length)]);

    private string Pick(string[] from) => from[_dice.Next(from.Length)];

    private static string Title(string name)
    {
        var title = new StringBuilder(name);
        for (int i = 0; i < title.Length; i++)
        {
            title[i] = i == 0 || title[i - 1] is '-' or '\'' ? char.ToUpperInvariant(title[i]) : title[i];
        }

        return name.StartsWith("mc", StringComparison.Ordinal) && name.Length > 4 ? "Mc" + char.ToUpperInvariant(name[2]) + name[3..] : title.ToString();
    }
}
