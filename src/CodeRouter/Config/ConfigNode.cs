namespace CodeRouter.Config;

public enum ConfigNodeKind : byte { Scalar, List, Map }

/// <summary>One value of the file as written, with where it stands. Lines and columns count from 1; offsets are UTF-16 units.</summary>
public sealed class ConfigNode
{
    public required ConfigNodeKind Kind { get; init; }

    /// <summary>The text of a scalar; null for lists and maps.</summary>
    public string? Scalar { get; init; }

    /// <summary>Written in quotes: "null", "true" and "" then mean themselves.</summary>
    public bool Quoted { get; init; }

    public IReadOnlyList<ConfigNode> Items { get; internal set; } = [];

    /// <summary>Entries in the order of the file; of a key written twice the last one counts.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; internal set; } = [];

    public required int Line { get; init; }

    public int Column { get; init; }

    public int Start { get; init; }

    public int End { get; init; }

    /// <summary>Values it would unfold to with every alias written out.</summary>
    internal long Size { get; init; } = 1;

    /// <summary>Absent in all but name: <c>key:</c>, <c>~</c>, <c>null</c>.</summary>
    public bool IsNull => Kind == ConfigNodeKind.Scalar && !Quoted && Scalar is "" or "~" or "null" or "Null" or "NULL";

    public ConfigNode? this[string key]
    {
        get
        {
            for (var i = Entries.Count - 1; i >= 0; i--)
            {
                if (string.Equals(Entries[i].Key, key, StringComparison.Ordinal))
                {
                    return Entries[i].Value;
                }
            }

            return null;
        }
    }
}

public sealed record ConfigEntry(string Key, int Line, ConfigNode Value);
