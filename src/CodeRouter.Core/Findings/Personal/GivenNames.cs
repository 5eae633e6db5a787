using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>Given names, built in: sure ones, and ones that are also words.</summary>
internal static class GivenNames
{
    private static readonly FrozenDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> Lookup = Read().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word is a given name; <paramref name="sure"/> is false where it is also an ordinary word.</summary>
    public static bool Knows(ReadOnlySpan<char> word, out bool sure) => Lookup.TryGetValue(word, out sure);

    private static FrozenDictionary<string, bool> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("findings.given-names.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var names = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        bool sure = true;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            sure &= line != "?";
            foreach (string name in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                names.TryAdd(name, sure);
            }
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
