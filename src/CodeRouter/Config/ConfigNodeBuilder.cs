using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CodeRouter.Config;

/// <summary>Turns the parser's events into nodes. Aliases share the node they name; what they would unfold to is counted and bounded.</summary>
internal sealed class ConfigNodeBuilder(IParser parser, List<ConfigProblem> problems)
{
    private const int MaxDepth = 64;

    private const long MaxNodes = 200_000;

    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);

    /// <summary>Where the parser stands.</summary>
    public int Line => Math.Max(1, (int)(parser.Current?.End.Line ?? 1));

    /// <summary>The first document's root; null when the stream holds none.</summary>
    public ConfigNode? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var root = Node(0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            problems.Add(new ConfigProblem(false, "", (int)second.Start.Line, null, "a second YAML document is not read", "keep one document in the file"));
        }

        return root;
    }

    private ConfigNode Node(int depth)
    {
        var current = parser.Current ?? throw new ConfigLimitException(1, "the file ends early");
        if (depth > MaxDepth)
        {
            throw new ConfigLimitException((int)current.Start.Line, $"nested deeper than {MaxDepth} levels");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var named)
                ? named
                : throw new ConfigLimitException((int)alias.Start.Line, $"the alias '*{alias.Value.Value}' names no anchor before it");
        }

        var built = current switch
        {
            Scalar => Text(),
            SequenceStart => List(depth),
            _ => Map(depth),
        };
        if (built.Size > MaxNodes)
        {
            throw new ConfigLimitException(built.Line, $"the file unfolds to more than {MaxNodes:N0} values");
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = built;
        }

        return built;
    }

    private ConfigNode Text()
    {
        var scalar = parser.Consume<Scalar>();
        return new ConfigNode
        {
            Kind = ConfigNodeKind.Scalar,
            Scalar = scalar.Value,
            Quoted = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any),
            Line = (int)scalar.Start.Line,
            Column = (int)scalar.Start.Column,
            Start = (int)scalar.Start.Index,
            End = (int)scalar.End.Index,
        };
    }

    private ConfigNode List(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<ConfigNode>();
        long size = 1;
        SequenceEnd end;
        while (!parser.TryConsume(out end!))
        {
            var item = Node(depth + 1);
            items.Add(item);
            size = Grown(size, item.Size, start);
        }

        return Structure(ConfigNodeKind.List, start, end, size, items, []);
    }

    private ConfigNode Map(int depth)
    {
        var start = parser.Consume<MappingStart>();
        var entries = new List<ConfigEntry>();
        long size = 1;
        MappingEnd end;
        while (!parser.TryConsume(out end!))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            size = Grown(size, key.Size + value.Size, start);
            if (key.Kind != ConfigNodeKind.Scalar)
            {
                problems.Add(new ConfigProblem(true, "", key.Line, null, "a list or map stands where a key should", "write the key as a plain word"));
            }
            else if (key is { Scalar: "<<", Quoted: false })
            {
                Merge(entries, value);
            }
            else
            {
                Add(entries, new ConfigEntry(key.Scalar!, key.Line, value));
            }
        }

        return Structure(ConfigNodeKind.Map, start, end, size, [], entries);
    }

    private void Add(List<ConfigEntry> entries, ConfigEntry entry)
    {
        var earlier = entries.FindIndex(other => string.Equals(other.Key, entry.Key, StringComparison.Ordinal) && other.Line > 0);
        if (earlier >= 0)
        {
            problems.Add(new ConfigProblem(true, "", entry.Line, entry.Key, $"the key '{entry.Key}' stands twice in one map (first on line {entries[earlier].Line})", "keep one of the two"));
        }

        entries.Add(entry);
    }

    // Merged keys go first, so that the map's own keys, found from the end, win.
    private static void Merge(List<ConfigEntry> entries, ConfigNode value)
    {
        foreach (var source in value.Kind == ConfigNodeKind.List ? value.Items.Reverse() : [value])
        {
            entries.InsertRange(0, source.Entries.Select(entry => entry with { Line = -Math.Abs(entry.Line) }));
        }
    }

    private static long Grown(long size, long more, NodeEvent at)
    {
        size += more;
        return size <= MaxNodes ? size : throw new ConfigLimitException((int)at.Start.Line, $"the file unfolds to more than {MaxNodes:N0} values");
    }

    private static ConfigNode Structure(ConfigNodeKind kind, NodeEvent start, ParsingEvent end, long size, List<ConfigNode> items, List<ConfigEntry> entries) => new()
    {
        Kind = kind,
        Size = size,
        Items = items,
        Entries = entries,
        Line = (int)start.Start.Line,
        Column = (int)start.Start.Column,
        Start = (int)start.Start.Index,
        End = (int)end.End.Index,
    };
}
