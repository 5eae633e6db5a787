using System.Text;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>What one compilation shares: the environment, the catalog, and the problems found so far.</summary>
internal sealed class CompileScope(Func<string, string?> environment, Catalog catalog)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public Catalog Catalog { get; } = catalog;

    public List<ConfigProblem> Problems { get; } = [];

    /// <summary>Patterns of all keys the compiler looked for: a test holds the table of settings to it.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>What channels listed when they were asked, by channel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ListedModel>> Listed { get; init; } = new Dictionary<string, IReadOnlyList<ListedModel>>(StringComparer.Ordinal);

    public void Note(string pattern) => _asked.Add(pattern);

    public string? Environment(string name) => environment(name);

    /// <summary>
    /// Replaces <c>${NAME}</c> and <c>${NAME:-otherwise}</c>; <c>$${</c> stays a literal <c>${</c>. Names without a value go to
    /// <paramref name="missing"/> and become empty.
    /// </summary>
    public string Expand(string text, ICollection<string> missing)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("${", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                expanded.Append(text, at, text.Length - at);
                break;
            }

            if (open > at && text[open - 1] == '$')
            {
                expanded.Append(text, at, open - 1 - at).Append(text, open, close + 1 - open);
            }
            else
            {
                expanded.Append(text, at, open - at).Append(Value(text[(open + 2)..close], missing));
            }

            at = close + 1;
        }

        return expanded.ToString();
    }

    private string Value(string reference, ICollection<string> missing)
    {
        var fallback = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = (fallback < 0 ? reference : reference[..fallback]).Trim();
        var value = name.Length == 0 ? null : environment(name);
        if (!string.IsNullOrEmpty(value))
        {
            return value;
        }

        if (fallback < 0)
        {
            missing.Add(name);
        }

        return fallback < 0 ? "" : reference[(fallback + 2)..];
    }
}
