using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Hosts.Files;

namespace CodeRouter.Hosts.Preferences;

/// <summary>A settings file as dotted names and their texts, whether it is written in TOML or YAML.</summary>
internal static class FlatSettings
{
    private const int LargestFile = 1 << 20;

    /// <exception cref="FormatException">It is broken; what is wrong.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        if (new FileInfo(path).Length > LargestFile)
        {
            throw new FormatException("it is larger than 1 MB");
        }

        string text = File.ReadAllText(path);
        return path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase) ? Toml(text) : Yaml(text);
    }

    private static List<KeyValuePair<string, string>> Toml(string text) =>
        [.. TomlScan.Read(text).Entries.Select(e => KeyValuePair.Create(e.Table.Length == 0 ? e.Key : $"{e.Table}.{e.Key}", Plain(text[e.Start..e.End].Trim())))];

    private static List<KeyValuePair<string, string>> Yaml(string text)
    {
        var found = new List<KeyValuePair<string, string>>();
        var document = ConfigDocument.Parse(text);
        if (document.Root is not { } root)
        {
            throw new FormatException(document.Problems.Count > 0 ? $"line {document.Problems[0].Line}: {document.Problems[0].Message}" : "it holds nothing");
        }

        Walk(root, "", found);
        return found;
    }

    private static void Walk(ConfigNode node, string before, List<KeyValuePair<string, string>> found)
    {
        foreach (var entry in node.Entries)
        {
            string name = before + entry.Key;
            if (entry.Value.Kind == ConfigNodeKind.Map)
            {
                Walk(entry.Value, name + ".", found);
            }
            else if (!entry.Value.IsNull)
            {
                found.Add(new(name, entry.Value.Scalar ?? ""));
            }
        }
    }

    // A basic string of TOML reads as one of JSON, a literal one as it stands.
    private static string Plain(string value)
    {
        try
        {
            return value.StartsWith('"') && !value.StartsWith("\"\"\"", StringComparison.Ordinal) ? JsonSerializer.Deserialize(value, JsonTexts.Relaxed.String)!
                : value.Length >= 2 && value[0] == '\'' && value[^1] == '\'' ? value[1..^1]
                : value;
        }
        catch (JsonException e)
        {
            throw new FormatException($"{value} is no text", e);
        }
    }
}
