using System.Security.Cryptography;
using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// The caller's tools under names every format takes. Namespaced tools become <c>namespace__name</c>, other characters than letters, digits,
/// <c>_</c> and <c>-</c> become <c>_</c>, longer names than 64 end in a hash; the answer's calls get their own names back.
/// </summary>
internal sealed class ToolNames
{
    private const int MaxLength = 64;
    private readonly Dictionary<string, ToolOffer> _bySent = new(StringComparer.Ordinal);
    private readonly Dictionary<(string?, string), string> _byOwn = [];

    public ToolNames(IEnumerable<ToolOffer> tools)
    {
        foreach (var tool in tools)
        {
            if (tool.Kind != ToolKind.Server)
            {
                string sent = Unique(Plain(tool.Namespace, tool.Name));
                _bySent[sent] = tool;
                _byOwn[(tool.Namespace, tool.Name)] = sent;
            }
        }
    }

    /// <summary>OpenAI names a deferred tool's own name as its namespace, so a name that is offered without one is that one.</summary>
    public string Sent(string? space, string name) =>
        _byOwn.TryGetValue((space, name), out string? sent) || _byOwn.TryGetValue((null, name), out sent) ? sent : Plain(space, name);

    /// <summary>The offered tool behind a name the model used; null when it was not offered.</summary>
    public ToolOffer? Offered(string sent) => _bySent.GetValueOrDefault(sent);

    /// <summary>The caller offered a tool of this own name that takes free text.</summary>
    public bool TakesFreeText(string? name) => _bySent.Values.Any(t => t.Kind == ToolKind.Custom && string.Equals(t.Name, name, StringComparison.Ordinal));

    private static string Plain(string? space, string name)
    {
        string full = string.IsNullOrEmpty(space) ? name : space + "__" + name;
        var plain = new StringBuilder(full.Length);
        foreach (char c in full)
        {
            plain.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        }

        if (plain.Length > MaxLength)
        {
            plain.Length = MaxLength - 9;
            plain.Append('_').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full))), 0, 8);
        }

        return plain.Length == 0 ? "tool" : plain.ToString();
    }

    private string Unique(string name)
    {
        string free = name;
        for (int i = 2; _bySent.ContainsKey(free); i++)
        {
            string tail = "_" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            free = name[..Math.Min(name.Length, MaxLength - tail.Length)] + tail;
        }

        return free;
    }
}
