using System.Globalization;
using System.Text;
using CodeRouter.Core.Findings.Personal;

namespace CodeRouter.Tools.Guards;

/// <summary>Texts with addresses in them, composed from the written streets and contexts, and texts without: written ones, documents, any further folders.</summary>
internal sealed class StreetCorpus(string folder, string[] ordinary, int seed)
{
    private const int FillsPerContext = 500;
    private const int FillsPerPlain = 40;
    private const int LongestFile = 200_000;

    private readonly Random _dice = new(seed);
    private readonly string[] _given = [.. NameList.All(NameSense.Given).Select(Title)];
    private readonly string[] _family = [.. NameList.All(NameSense.Family).Select(Title)];
    private readonly string[] _streets = [.. Lines(Path.Combine(folder, "streets.txt"))];

    public IEnumerable<NamedText> Read()
    {
        int group = 0;
        foreach (string line in Lines(Path.Combine(folder, "address-contexts.txt")))
        {
            group++;
            for (int i = 0; i < FillsPerContext; i++)
            {
                yield return Fill(line, group);
            }
        }

        foreach (string line in Lines(Path.Combine(folder, "address-plain.txt")))
        {
            group++;
            for (int i = 0; i < FillsPerPlain; i++)
            {
                var text = new StringBuilder(line);
                while (text.ToString().IndexOf("{d}", StringComparison.Ordinal) is >= 0 and var at)
                {
                    text.Remove(at, 3).Insert(at, Number());
                }

                yield return new NamedText(text.ToString(), [], group);
            }
        }

        string root = Path.Combine(folder, "..", "..", "..");
        foreach (string file in ((string[])[Path.Combine(root, "src"), Path.Combine(root, "docs"), .. ordinary])
            .SelectMany(static f => Directory.EnumerateFiles(f, "*.*", SearchOption.AllDirectories)).Where(static f => CleanText.IsText(f) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("Findings", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file);
            yield return new NamedText(text.Length > LongestFile ? text[..LongestFile] : text, [], ++group);
        }

        foreach (string file in SdkDocuments.Files())
        {
            yield return new NamedText(SdkDocuments.Prose(file), [], ++group);
        }
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file).Where(static l => l.Length > 0 && !l.StartsWith("# ", StringComparison.Ordinal)).Select(static l => l.Replace("\\n", "\n", StringComparison.Ordinal));

    private NamedText Fill(string line, int group)
    {
        int at = line.IndexOf("{a}", StringComparison.Ordinal);
        string address = Address();
        return new NamedText(line.Remove(at, 3).Insert(at, address), [(at, at + address.Length)], group);
    }

    private string Address()
    {
        string line = Pick(_streets);
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        bool before = line[..space] == "before";
        string[] parts = line[(space + 1)..].Split(" + ");
        string street = parts.Length == 2 ? Pick(parts[0].Split('|')) + Pick(parts[1].Split('|')) : Pick(line[(space + 1)..].Split('|'));
        street = Named(street);
        return before ? $"{Number()} {street}" : _dice.Next(12) == 0 ? $"{street}, {Number()}" : $"{street} {Number()}{Door()}";
    }

    private string Named(string street)
    {
        var named = new StringBuilder();
        foreach (char c in street)
        {
            _ = c switch { '%' => named.Append(Pick(_family)), '@' => named.Append(Pick(_given)), _ => named.Append(c) };
        }

        return named.ToString();
    }

    private string Number() => (_dice.Next(10) switch { < 3 => _dice.Next(1, 10), < 7 => _dice.Next(10, 100), < 9 => _dice.Next(100, 1000), _ => _dice.Next(1000, 10000) }).ToString(CultureInfo.InvariantCulture);

    private string Door() => _dice.Next(12) switch { 0 => ((char)('a' + _dice.Next(4))).ToString(), 1 => " " + (char)('A' + _dice.Next(4)), _ => "" };

    private string Pick(string[] from) => from[_dice.Next(from.Length)];

    private static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
