using System.Text;
using System.Text.RegularExpressions;
using CodeRouter.Config;

namespace CodeRouter.Guards;

/// <summary>What a rule looks for in texts: every kind it names has to be met, by any of its words.</summary>
internal sealed class RuleText
{
    private const string Edge = "[\\s\"'`()\\[\\]{}<>,;:=]";
    private const string Inside = "[^\\s\"'`()\\[\\]{}<>,;:=]";

    private static readonly System.Buffers.SearchValues<char> EdgeLetters = System.Buffers.SearchValues.Create(" \t\r\n\f\v\"'`()[]{}<>,;:=");

    // A separator may be doubled by an escape, and a path may say that it stays where it is.
    private const string Separator = @"[/\\](?:\.?[/\\])*";

    private readonly IReadOnlyList<string> _words, _domains;
    private readonly Regex[] _phrases, _patterns, _paths;

    public RuleText(GuardRule rule)
    {
        _words = [.. rule.Phrases.Where(static p => !p.Any(char.IsWhiteSpace))];
        _phrases = [.. rule.Phrases.Where(static p => p.Any(char.IsWhiteSpace)).Select(static p => new Regex(Phrase(p), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase))];
        _domains = rule.Domains;
        _patterns = [.. rule.Patterns.Select(static p => new Regex(p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];
        _paths = [.. rule.Paths.Select(static p => new Regex(Path(p), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase))];
        Longest = rule.Phrases.Concat(_domains).Select(static w => w.Length).DefaultIfEmpty(0).Max();
        Asked = (rule.Phrases.Count > 0 ? Kinds.Phrases : 0) | (_domains.Count > 0 ? Kinds.Domains : 0) | (_patterns.Length > 0 ? Kinds.Patterns : 0) | (_paths.Length > 0 ? Kinds.Paths : 0);
    }

    [Flags]
    public enum Kinds : byte
    {
        None = 0,
        Phrases = 1,
        Domains = 2,
        Patterns = 4,
        Paths = 8,
    }

    /// <summary>All of these have to be met somewhere in the request.</summary>
    public Kinds Asked { get; }

    public Kinds Met(ReadOnlySpan<char> text)
    {
        var met = Kinds.None;
        foreach (string word in _words)
        {
            met |= text.Contains(word, StringComparison.OrdinalIgnoreCase) ? Kinds.Phrases : 0;
        }

        foreach (var phrase in _phrases)
        {
            met |= phrase.IsMatch(text) ? Kinds.Phrases : 0;
        }

        foreach (string domain in _domains)
        {
            met |= Names(text, domain) ? Kinds.Domains : 0;
        }

        foreach (var pattern in _patterns)
        {
            met |= pattern.IsMatch(text) ? Kinds.Patterns : 0;
        }

        foreach (var path in _paths)
        {
            met |= path.IsMatch(text) ? Kinds.Paths : 0;
        }

        return met;
    }

    /// <summary>How much of a text must be seen together for its longest word to be met.</summary>
    public int Longest { get; }

    /// <summary>Adds every place of a text that meets any of its words; what kinds those are.</summary>
    public Kinds Places(ReadOnlySpan<char> text, List<(int Start, int End)> places)
    {
        var met = Kinds.None;
        foreach (string word in _words)
        {
            for (int at = 0; at <= text.Length && text[at..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var hit; at += hit + Math.Max(1, word.Length))
            {
                places.Add((at + hit, at + hit + word.Length));
                met |= Kinds.Phrases;
            }
        }

        foreach (string domain in _domains)
        {
            int at = 0;
            while (Name(text, domain, at) is >= 0 and var hit)
            {
                places.Add((hit, hit + domain.Length));
                met |= Kinds.Domains;
                at = hit + domain.Length;
            }
        }

        met |= Places(_phrases, text, Kinds.Phrases, places) | Places(_patterns, text, Kinds.Patterns, places) | Places(_paths, text, Kinds.Paths, places);
        return met;
    }

    private static Kinds Places(Regex[] all, ReadOnlySpan<char> text, Kinds kind, List<(int Start, int End)> places)
    {
        var met = Kinds.None;
        foreach (var one in all)
        {
            foreach (var match in one.EnumerateMatches(text))
            {
                int start = match.Index, end = match.Index + match.Length;
                if (kind == Kinds.Paths)
                {
                    // What parts a path from the words around it is none of it.
                    start += EdgeLetters.Contains(text[start]) ? 1 : 0;
                    while (end > start && (EdgeLetters.Contains(text[end - 1]) || text[end - 1] is '.' or '!' or '?'))
                    {
                        end--;
                    }
                }

                if (end > start)
                {
                    places.Add((start, end));
                    met |= kind;
                }
            }
        }

        return met;
    }

    // The host itself or one below it: evil.example, www.evil.example, but not notevil.example or evil.example.org.
    private static bool Names(ReadOnlySpan<char> text, string domain) => Name(text, domain, 0) >= 0;

    private static int Name(ReadOnlySpan<char> text, string domain, int from)
    {
        while (true)
        {
            int at = text[from..].IndexOf(domain, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return -1;
            }

            at += from;
            int end = at + domain.Length;
            bool begins = at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '-' or '_');
            bool ends = end == text.Length || !(char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-' || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])));
            if (begins && ends)
            {
                return at;
            }

            from = end;
        }
    }

    // Words may be parted by the end of a line as well.
    private static string Phrase(string phrase) => string.Join("\\s+", phrase.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape));

    // src/secret/** is met by src/secret/a/b.cs and by /home/dev/shop/src/secret/a.cs, wherever a text names it.
    private static string Path(string glob)
    {
        var made = new StringBuilder("(?:^|").Append(Edge).Append(")(?:").Append(Inside).Append("*[/\\\\])?");
        for (int i = 0; i < glob.Length; i++)
        {
            if (glob.AsSpan(i).StartsWith("**/"))
            {
                made.Append("(?:").Append(Inside).Append("*[/\\\\])?");
                i += 2;
            }
            else if (glob.AsSpan(i).StartsWith("**"))
            {
                made.Append(Inside).Append('*');
                i++;
            }
            else
            {
                made.Append(glob[i] switch { '*' => "[^\\s\"'`()\\[\\]{}<>,;:=/\\\\]*", '?' => "[^\\s\"'`/\\\\]", '/' => Separator, _ => Regex.Escape(glob[i].ToString()) });
            }
        }

        return made.Append("(?:$|[.!?]?(?:$|").Append(Edge).Append("))").ToString();
    }
}
