namespace CodeRouter.Config.Stored;

/// <summary>Trees made from trees: what is not on the way to a change is shared.</summary>
internal static class Nodes
{
    public static ConfigNode Empty { get; } = new() { Kind = ConfigNodeKind.Map, Line = 0 };

    public static ConfigNode Text(string text) => new() { Kind = ConfigNodeKind.Scalar, Scalar = text, Quoted = true, Line = 0 };

    public static ConfigNode? At(ConfigNode root, IReadOnlyList<string> path)
    {
        ConfigNode? at = root;
        foreach (string key in path)
        {
            at = at?[key];
        }

        return at;
    }

    /// <summary>With another value at a path; maps on the way are made.</summary>
    public static ConfigNode Replace(ConfigNode root, ReadOnlySpan<string> path, ConfigNode value) =>
        path.Length == 0 ? value : With(root, path[0], Replace(root[path[0]] ?? Empty, path[1..], value));

    public static ConfigNode Replace(ConfigNode root, IReadOnlyList<string> path, ConfigNode value) => Replace(root, [.. path], value);

    /// <summary>A map with another value for a key, at its place or at the end.</summary>
    public static ConfigNode With(ConfigNode map, string key, ConfigNode value)
    {
        var entries = map.Entries.ToList();
        int at = entries.FindLastIndex(e => string.Equals(e.Key, key, StringComparison.Ordinal));
        if (at < 0)
        {
            entries.Add(new ConfigEntry(key, value.Line, value));
        }
        else
        {
            entries[at] = entries[at] with { Value = value };
        }

        return new ConfigNode { Kind = ConfigNodeKind.Map, Line = map.Line, Entries = entries };
    }

    /// <summary>A map whose list or map under a key lacks a word.</summary>
    public static ConfigNode LessWord(ConfigNode map, string key, string word) => map[key] is not { } holder || holder.Kind == ConfigNodeKind.Scalar ? map : With(map, key, new ConfigNode
    {
        Kind = holder.Kind,
        Line = holder.Line,
        Entries = [.. holder.Entries.Where(e => !string.Equals(e.Key, word, StringComparison.Ordinal))],
        Items = [.. holder.Items.Where(i => !string.Equals(i.Scalar, word, StringComparison.Ordinal))],
    });

    /// <summary>A map without a key, or a list without the item of that name.</summary>
    public static ConfigNode Without(ConfigNode holder, string name) => new()
    {
        Kind = holder.Kind,
        Line = holder.Line,
        Entries = [.. holder.Entries.Where(e => !string.Equals(e.Key, name, StringComparison.Ordinal))],
        Items = [.. holder.Items.Where(i => !string.Equals(i["name"]?.Scalar, name, StringComparison.Ordinal))],
    };
}
