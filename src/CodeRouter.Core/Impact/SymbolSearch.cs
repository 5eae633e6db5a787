using System.Numerics;
using System.Text;

namespace CodeRouter.Core.Impact;

/// <summary>Definitions that fit a text: by the words their names are made of, by their file's path, and by how much uses their file.</summary>
public static class SymbolSearch
{
    private const int MaxWords = 40;
    private const double OwnShare = 0.3;

    // Words of a request that name nothing.
    private static readonly HashSet<string> Filler = new("the a an and or of to in on for with from by is are be it this that as at we i you please should would can could make add fix change use when where how what why not no do does file files code function class method test tests new all any into so if then than there have has".Split(' '), StringComparer.Ordinal);

    /// <summary>The definitions of note that fit best, best first; empty when no word of the text names anything.</summary>
    public static List<SymbolHit> Find(CodeMap map, string text, int most)
    {
        // Where nothing else is said, it is the name itself that is sought: add, get_file, test.
        string[] said = [.. Words(text).Where(static w => w.Length > 1).Distinct(StringComparer.Ordinal)], meant = [.. said.Where(static w => !Filler.Contains(w))];
        string[] words = [.. (meant.Length > 0 ? meant : said).Take(MaxWords)];
        if (words.Length == 0 || most <= 0)
        {
            return [];
        }

        double[] fit = NameFits(map.Names, words, text);
        var best = new PriorityQueue<(int File, int Definition), double>();
        for (int file = 0; file < map.Files.Length; file++)
        {
            var node = map.Files[file];
            if (node.IsGone)
            {
                continue;
            }

            double path = PathFit(node.Path, words);
            double used = Math.Log2(2 + node.UsedBy.Length) / 4;
            for (int i = 0; i < node.Definitions.Length; i++)
            {
                var definition = node.Definitions[i];
                double score = fit[definition.Name];
                if (!definition.Kind.IsOfNote() || (score == 0 && (path == 0 || definition.Nested)))
                {
                    continue;
                }

                score = (score + path) * (1 + used) * (node.IsTest ? 0.5 : 1) * (definition.Public ? 1.1 : 1) * (definition.Nested ? 0.9 : 1);
                best.Enqueue((file, i), score);
                if (best.Count > most)
                {
                    best.Dequeue();
                }
            }
        }

        var hits = new List<SymbolHit>(best.Count);
        while (best.TryDequeue(out var found, out double score))
        {
            var node = map.Files[found.File];
            var definition = node.Definitions[found.Definition];
            hits.Add(new SymbolHit(map.Names.Text(definition.Name), definition.Kind, node.Path, definition.Line, Math.Round(score, 3)));
        }

        hits.Reverse();
        return hits;
    }

    /// <summary>The words a name or a sentence is made of, in lower case: <c>parseHTTPHeader</c> is parse, http, header.</summary>
    public static IEnumerable<string> Words(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool letter = i < text.Length && char.IsLetterOrDigit(text[i]);
            bool turn = letter && start >= 0 && char.IsUpper(text[i])
                && (char.IsLower(text[i - 1]) || char.IsDigit(text[i - 1]) || (i + 1 < text.Length && char.IsLower(text[i + 1])));
            if (start >= 0 && (!letter || turn))
            {
                yield return text[start..i].ToLowerInvariant();
                start = -1;
            }

            if (letter && start < 0)
            {
                start = i;
            }
        }
    }

    /// <summary>
    /// For each name what share of the asked words it holds, those few names hold counting more, and what share of itself is asked for; a
    /// name written out counts double.
    /// </summary>
    private static double[] NameFits(NameTable names, string[] words, string text)
    {
        byte[][] asked = Array.ConvertAll(words, Encoding.UTF8.GetBytes);
        int[] holders = new int[words.Length];
        var candidates = new List<(int Name, ulong Found, int All)>();
        for (int name = 1; name <= names.Count; name++)
        {
            var bytes = names.Bytes(name);
            if (bytes.Length is < 2 or > 80 || !HoldsAny(bytes, asked))
            {
                continue;
            }

            ulong found = 0;
            int all = 0;
            foreach (string word in Words(names.Text(name)))
            {
                all++;
                int at = Array.FindIndex(words, w => Same(w, word));
                found |= at < 0 ? 0 : 1UL << at;
            }

            if (found != 0)
            {
                candidates.Add((name, found, all));
                for (ulong left = found; left != 0; left &= left - 1)
                {
                    holders[BitOperations.TrailingZeroCount(left)]++;
                }
            }
        }

        double[] weights = Array.ConvertAll(holders, n => Math.Log((names.Count + 2.0) / (n + 1)));
        double whole = weights.Sum();
        double[] fits = new double[names.Count + 1];
        foreach (var (name, found, all) in candidates)
        {
            double weight = 0;
            for (ulong left = found; left != 0; left &= left - 1)
            {
                weight += weights[BitOperations.TrailingZeroCount(left)];
            }

            int count = BitOperations.PopCount(found);
            string spelt = names.Text(name);
            fits[name] = (weight / whole) + (OwnShare * count / all) + (count == all && (all > 1 || char.IsUpper(spelt[0])) && text.Contains(spelt, StringComparison.Ordinal) ? 2 : 0);
        }

        return fits;
    }

    /// <summary>Whether a name can hold a word at all, letters compared without case: most names hold none, and cost no string.</summary>
    private static bool HoldsAny(ReadOnlySpan<byte> name, byte[][] words)
    {
        foreach (byte[] word in words)
        {
            int least = Math.Min(word.Length, 4);
            for (int i = 0; i + least <= name.Length; i++)
            {
                if ((name[i] | 0x20) == (word[0] | 0x20) && (name[i + least - 1] | 0x20) == (word[least - 1] | 0x20))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Equal, or one is the other with an ending: session and sessions.</summary>
    private static bool Same(string a, string b)
    {
        int common = Math.Min(a.Length, b.Length);
        return common >= 4
            ? Math.Abs(a.Length - b.Length) <= 2 && a.AsSpan(0, common).SequenceEqual(b.AsSpan(0, common))
            : a == b;
    }

    private static double PathFit(string path, string[] words)
    {
        int found = 0;
        foreach (string word in words)
        {
            found += word.Length > 2 && path.Contains(word, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        return 0.5 * found / words.Length;
    }
}
