using System.Text;
using System.Text.RegularExpressions;
using CodeRouter.Config;

namespace CodeRouter.Guards;

/// <summary>What a rule looks for in texts: every kind it names has to be met, by any of its words.</summary>
internal sealed class RuleText
{
    private const string Edge = "[\\s\"'`()\\[\\]{}<>,;:=]";
    private const string Inside = "[^\\s\"'`()\\[\\]{}<>,;:=]";

    private readonly IReadOnlyList<string> _phrases, _domains;
    private readonly Regex[] _patterns, _paths;

    public RuleText(GuardRule rule)
    {
        (_phrases, _domains) = (rule.Phrases, rule.Domains);
        _patterns = [.. rule.Patterns.Select(static p => new Regex(p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];
        _paths = [.. rule.Paths.Select(static p => new Regex(Path(p), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase))];
        Asked = (_phrases.Count > 0 ? Kinds.Phrases : 0) | (_domains.Count > 0 ? Kinds.Domains : 0) | (_patterns.Length > 0 ? Kinds.Patterns : 0) | (_paths.Length > 0 ? Kinds.Paths : 0);
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
        foreach (string phrase in _phrases)
        {
            met |= text.Contains(phrase, StringComparison.OrdinalIgnoreCase) ? Kinds.Phrases : 0;
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

    // The host itself or one below it: evil.example, www.evil.example, but not notevil.example or evil.example.org.
    private static bool Names(ReadOnlySpan<char> text, string domain)
    {
        while (true)
        {
            int at = text.IndexOf(domain, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            int end = at + domain.Length;
            bool begins = at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '-' or '_');
            bool ends = end == text.Length || !(char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-' || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])));
            if (begins && ends)
            {
                return true;
            }

            text = text[end..];
        }
    }

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
                made.Append(glob[i] switch { '*' => "[^\\s\"'`()\\[\\]{}<>,;:=/\\\\]*", '?' => "[^\\s\"'`/\\\\]", '/' => "[/\\\\]", _ => Regex.Escape(glob[i].ToString()) });
            }
        }

        return made.Append("(?:$|[.!?]?(?:$|").Append(Edge).Append("))").ToString();
    }
}
