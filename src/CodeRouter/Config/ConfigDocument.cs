using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CodeRouter.Config;

/// <summary>
/// The YAML as written: every value with its line, keys that nobody knows included. Built from the parser's events rather than
/// by deserialising: it starts faster, keeps positions, and no type of the file is ever instantiated.
/// </summary>
public sealed class ConfigDocument
{
    /// <summary>The largest file that is read; a configuration of 2,000 models is well below it.</summary>
    public const int MaxCharacters = 4 << 20;

    private ConfigDocument(string text, ConfigNode? root, IReadOnlyList<ConfigProblem> problems) => (Text, Root, Problems) = (text, root, problems);

    /// <summary>A tree that was put together rather than read.</summary>
    internal static ConfigDocument Of(ConfigNode root, IReadOnlyList<ConfigProblem> problems) => new("", root, problems);

    public string Text { get; }

    /// <summary>The top map; null when there is none (then <see cref="Problems"/> says why).</summary>
    public ConfigNode? Root { get; }

    /// <summary>Syntax errors, and keys written twice.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    /// <summary>Reads the text. Never throws: what is wrong comes as problems.</summary>
    public static ConfigDocument Parse(string text)
    {
        if (text.Length > MaxCharacters)
        {
            return Failed(text, 1, $"the file has {text.Length:N0} characters, more than {MaxCharacters:N0}", "split off what is not configuration");
        }

        var problems = new List<ConfigProblem>();
        var builder = new ConfigNodeBuilder(new Parser(new StringReader(text)), problems);
        try
        {
            var root = builder.Document();
            if (root is null || root.IsNull)
            {
                return Failed(text, 1, "the file is empty", "start with 'version: \"v0.1\"' and a 'providers:' section");
            }

            if (root.Kind != ConfigNodeKind.Map)
            {
                return Failed(text, root.Line, "the file is not a map of settings", "start with 'key: value' lines such as 'version: \"v0.1\"'");
            }

            return new ConfigDocument(text, root, problems);
        }
        catch (YamlException broken)
        {
            return Failed(text, Math.Max(1, (int)broken.Start.Line), Message(broken), Remedy(text, (int)broken.Start.Line));
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException or NullReferenceException)
        {
            // The parser gives up in its own ways on some broken texts (found by damaging good files at random).
            return Failed(text, builder.Line, "not valid YAML", Remedy(text, builder.Line));
        }
        catch (ConfigLimitException limit)
        {
            return Failed(text, limit.Line, limit.Message, "write the values out instead of nesting or repeating them by anchors");
        }
    }

    /// <summary>The text with every credential replaced by dots; references to the environment stay, they are no secret.</summary>
    public string Masked()
    {
        if (Root is null)
        {
            return string.Join('\n', Text.Split('\n').Select(MaskedLine));
        }

        var spans = new List<ConfigNode>();
        Collect(Root, spans);
        var masked = Text;
        foreach (var node in spans.OrderByDescending(node => node.Start).DistinctBy(node => node.Start))
        {
            masked = string.Concat(masked.AsSpan(0, node.Start), "\"••••••••\"", masked.AsSpan(node.End));
        }

        return masked;
    }

    // A text that does not parse has no values to find: whatever follows a credential's key on its line goes.
    private static string MaskedLine(string line)
    {
        foreach (var key in SecretKeys.All)
        {
            var at = line.IndexOf(key, StringComparison.OrdinalIgnoreCase);
            var colon = at < 0 ? -1 : line.IndexOf(':', at);
            if (colon >= 0)
            {
                return line[..(colon + 1)] + " ••••••••";
            }
        }

        return line;
    }

    private static void Collect(ConfigNode? node, List<ConfigNode> spans)
    {
        foreach (var entry in node?.Entries ?? [])
        {
            var value = entry.Value;
            if (SecretKeys.Holds(entry.Key) && value is { Kind: ConfigNodeKind.Scalar, IsNull: false } && !SecretKeys.IsReference(value.Scalar!))
            {
                spans.Add(value);
            }

            Collect(value, spans);
        }

        foreach (var item in node?.Items ?? [])
        {
            Collect(item, spans);
        }
    }

    private static ConfigDocument Failed(string text, int line, string message, string remedy) =>
        new(text, null, [new ConfigProblem(true, "", line, null, message, remedy)]);

    private static string Message(YamlException broken)
    {
        var inner = broken.InnerException is { } cause ? cause.Message : broken.Message;
        return $"not valid YAML: {inner.TrimEnd('.')}";
    }

    private static string Remedy(string text, int line)
    {
        var lines = text.Split('\n');
        var here = lines.ElementAtOrDefault(line - 1) ?? "";
        return here.AsSpan(0, here.Length - here.TrimStart().Length).Contains('\t')
            ? "indent with spaces: YAML does not allow tabs"
            : here.Contains('\\', StringComparison.Ordinal) && here.Contains('"', StringComparison.Ordinal)
            ? "in double quotes a backslash begins an escape: write a Windows path in single quotes, or with / between folders"
            : here.Contains("${", StringComparison.Ordinal)
            ? "inside { } and [ ] write references to the environment in quotes: \"${NAME}\""
            : "check the indentation, quotes and brackets on this line and the one before";
    }
}
