namespace CodeRouter.Config.Stored;

/// <summary>A part of the configuration that is made of named items, and where they stand in a file.</summary>
/// <param name="Id">As the API and the store call it.</param>
/// <param name="Path">The list or map that holds the items; empty for settings by path.</param>
/// <param name="IsMap">Items are entries of a map rather than items of a list.</param>
public sealed record ConfigSection(string Id, string Singular, IReadOnlyList<string> Path, bool IsMap = false)
{
    /// <summary>The member that says which list of signals an item stands in.</summary>
    public const string SignalType = "type";

    public static readonly ConfigSection Models = new("models", "model", ["providers", "models"]);
    public static readonly ConfigSection Channels = new("channels", "channel", ["channels"]);
    public static readonly ConfigSection ModelGroups = new("model-groups", "model group", ["model_groups"], IsMap: true);
    public static readonly ConfigSection Signals = new("signals", "signal", ["signals"]);
    public static readonly ConfigSection Decisions = new("decisions", "decision", ["decisions"]);
    public static readonly ConfigSection Settings = new("settings", "setting", []);

    public static IReadOnlyList<ConfigSection> All { get; } = [Models, Channels, ModelGroups, Signals, Decisions, Settings];

    public static ConfigSection? Find(string id) => All.FirstOrDefault(s => string.Equals(s.Id, id, StringComparison.Ordinal));

    /// <summary>The items a tree holds, each in the shape the API gives it.</summary>
    public IEnumerable<NamedNode> ItemsOf(ConfigNode root)
    {
        if (this == Signals)
        {
            return Nodes.At(root, Path)?.Entries.SelectMany(static type => type.Value.Items.Select(item => Named(Nodes.With(item, SignalType, Nodes.Text(type.Key)))))
                .OfType<NamedNode>() ?? [];
        }

        if (Path.Count == 0 || Nodes.At(root, Path) is not { } holder)
        {
            return [];
        }

        return IsMap
            ? holder.Entries.Select(static e => new NamedNode(e.Key, Nodes.With(e.Value, "name", Nodes.Text(e.Key))))
            : holder.Items.Select(Named).OfType<NamedNode>();
    }

    /// <summary>The tree without an item of that name.</summary>
    public ConfigNode Without(ConfigNode root, string name)
    {
        if (this == Signals)
        {
            foreach (var type in Nodes.At(root, Path)?.Entries ?? [])
            {
                root = Nodes.Replace(root, [.. Path, type.Key], Nodes.Without(type.Value, name));
            }

            return root;
        }

        return Path.Count == 0 || Nodes.At(root, Path) is not { } holder ? root : Nodes.Replace(root, Path, Nodes.Without(holder, name));
    }

    /// <summary>The tree with this item at the end of its list, or in its map, or at its path.</summary>
    public ConfigNode With(ConfigNode root, string name, ConfigNode item)
    {
        if (this == Settings)
        {
            return Nodes.Replace(root, name.Split('.'), item["value"] ?? item);
        }

        if (IsMap)
        {
            return Nodes.Replace(root, [.. Path, name], Nodes.Without(item, "name"));
        }

        string[] path = this == Signals ? [.. Path, item[SignalType]?.Scalar ?? "keywords"] : [.. Path];
        var plain = this == Signals ? Nodes.Without(item, SignalType) : item;
        var list = Nodes.At(root, path);
        return Nodes.Replace(root, path, new ConfigNode { Kind = ConfigNodeKind.List, Line = list?.Line ?? 0, Items = [.. list?.Items ?? [], Nodes.With(plain, "name", Nodes.Text(name))] });
    }

    private static NamedNode? Named(ConfigNode item) => item["name"]?.Scalar is { } name ? new NamedNode(name, item) : null;
}

/// <summary>An item of a section.</summary>
public sealed record NamedNode(string Name, ConfigNode Node);
