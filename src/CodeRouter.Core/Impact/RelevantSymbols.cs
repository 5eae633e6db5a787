using System.Globalization;
using System.Text;

namespace CodeRouter.Core.Impact;

/// <summary>A map of a repository for one request: what fits it, and what that leans on, within a number of tokens.</summary>
public static class RelevantSymbols
{
    private const int CharactersPerToken = 4;
    private const int MostHits = 400;

    /// <param name="map">The repository.</param>
    /// <param name="text">What the request is about.</param>
    /// <param name="tokens">How long the map may be, at four characters a token.</param>
    /// <returns>Paths, and below each its symbols with their lines; never longer than allowed.</returns>
    public static string Write(CodeMap map, string text, int tokens)
    {
        var hits = SymbolSearch.Find(map, text, MostHits);
        if (hits.Count == 0)
        {
            hits = MostUsed(map);
        }

        var written = new StringBuilder();
        int room = tokens * CharactersPerToken;
        var files = hits.GroupBy(static h => h.Path, StringComparer.Ordinal).OrderByDescending(static g => g.OrderByDescending(static h => h.Score).Select(static (h, i) => h.Score / (1 << i)).Take(6).Sum()).ThenBy(static g => g.Key, StringComparer.Ordinal);
        foreach (var file in files)
        {
            var part = new StringBuilder(file.Key).Append(":\n");
            int head = part.Length;
            foreach (var hit in file.OrderByDescending(static h => h.Score).Take(12).OrderBy(static h => h.Line))
            {
                string line = string.Create(CultureInfo.InvariantCulture, $"  {hit.Line}: {hit.Kind.Name()} {hit.Name}\n");
                if (written.Length + part.Length + line.Length > room)
                {
                    break;
                }

                part.Append(line);
            }

            if (part.Length == head)
            {
                break;
            }

            written.Append(part);
        }

        return written.ToString();
    }

    /// <summary>Where no word helps: the public face of what most depends on.</summary>
    private static List<SymbolHit> MostUsed(CodeMap map) =>
    [
        .. map.Files.Where(static f => !f.IsGone && !f.IsTest && f.UsedBy.Length > 0)
            .OrderByDescending(static f => f.UsedBy.Length).ThenBy(static f => f.Path, StringComparer.Ordinal).Take(60)
            .SelectMany(f => f.Definitions.Where(static d => d.Kind.IsOfNote() && d is { Nested: false, Public: true }).Take(12)
                .Select(d => new SymbolHit(map.Names.Text(d.Name), d.Kind, f.Path, d.Line, f.UsedBy.Length))),
    ];
}
