using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>What is known of a word as a name.</summary>
[Flags]
internal enum NameSense
{
    None = 0,

    /// <summary>A given name that is seldom anything else.</summary>
    Given = 1,

    /// <summary>A given name that is an ordinary word as well: Will, Mark, May.</summary>
    GivenOrWord = 2,

    /// <summary>A family name; many are words.</summary>
    Family = 4,
}

/// <summary>Given and family names of many countries, built in.</summary>
internal static class NameList
{
    private static readonly FrozenDictionary<string, NameSense>.AlternateLookup<ReadOnlySpan<char>> Lookup = Read().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Looks a word up; of a double name (Anne-Sophie, Lopez-Garcia) its first part.</summary>
    public static NameSense Of(ReadOnlySpan<char> word)
    {
        if (Lookup.TryGetValue(word, out var sense))
        {
            return sense;
        }

        int dash = word.IndexOf('-');
        return dash > 1 && Lookup.TryGetValue(word[..dash], out sense) ? sense : NameSense.None;
    }

    /// <summary>The names of one sense, for the tool that writes training texts.</summary>
    public static IEnumerable<string> All(NameSense sense) => Lookup.Dictionary.Where(n => (n.Value & sense) != 0).Select(static n => n.Key).Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, NameSense> Read()
    {
        var names = new Dictionary<string, NameSense>(StringComparer.OrdinalIgnoreCase);
        Read("findings.given-names.txt", NameSense.Given, names);
        Read("findings.family-names.txt", NameSense.Family, names);
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void Read(string resource, NameSense sense, Dictionary<string, NameSense> names)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            sense = line == "?" ? NameSense.GivenOrWord : sense;
            foreach (string name in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                names[name] = names.GetValueOrDefault(name) | sense;
            }
        }

        // The mark between the two parts of the list is no name.
        names.Remove("?");
    }
}
