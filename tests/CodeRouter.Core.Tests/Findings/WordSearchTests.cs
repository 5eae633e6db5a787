using System.Text;
using CodeRouter.Core.Findings.Secrets;
using Xunit;

namespace CodeRouter.Core.Tests.Findings;

/// <summary>Words of several groups are found in one pass, by tables and by the platform's search, and both find what a reader would.</summary>
public sealed class WordSearchTests
{
    private static readonly (string[] Words, StringComparison Comparison)[] Groups =
    [
        (["://", "$6$", "curl ", "ookie: ", ":*:*:", "-----BEGIN", "ABSK", "login "], StringComparison.Ordinal),
        (["pass", "key", "passport"], StringComparison.OrdinalIgnoreCase),
        (["pass", "sek_"], StringComparison.Ordinal),
    ];

    [Fact]
    public void Both_ways_find_every_word_at_its_place_and_in_each_of_its_groups()
    {
        var search = new WordSearch(Groups);
        var dice = new Random(7);
        string[] parts = [.. Groups.SelectMany(static g => g.Words), "PASS", "Key", "kEY", "pas", "ke", "://", "é", "\uFF50ass", "\u0170ass", "\u2070", "\uD83D\uDE00", "\u8070\u6161\u7373", " ", "x", "\n", "`", "@", "\u007F", "\0"];
        for (int round = 0; round < 3000; round++)
        {
            var made = new StringBuilder();
            for (int i = dice.Next(round % 60); i >= 0; i--)
            {
                made.Append(parts[dice.Next(parts.Length)]);
            }

            string text = made.ToString();
            var wanted = Naive(text);
            Assert.Equal(wanted, Walk(search.In(text)));
            Assert.Equal(wanted, Walk(new WordSearch.Hits(search, text, own: false)));
        }
    }

    [Fact]
    public void Nothing_is_found_in_nothing_and_in_less_than_a_word()
    {
        var search = new WordSearch(Groups);
        Assert.All((string[])["", "p", "pa", "pas", new string('p', 500)], t => Assert.Empty(Walk(search.In(t))));
    }

    private static List<(int, int)> Naive(string text)
    {
        var found = new List<(int, int)>();
        for (int at = 0; at < text.Length; at++)
        {
            int groups = 0;
            for (int g = 0; g < Groups.Length; g++)
            {
                groups |= Groups[g].Words.Any(w => string.Compare(text, at, w, 0, w.Length, Groups[g].Comparison) == 0) ? 1 << g : 0;
            }

            if (groups != 0)
            {
                found.Add((at, groups));
            }
        }

        return found;
    }

    private static List<(int, int)> Walk(WordSearch.Hits hits)
    {
        var found = new List<(int, int)>();
        while (hits.MoveNext())
        {
            found.Add((hits.Place, hits.Groups));
        }

        return found;
    }
}
