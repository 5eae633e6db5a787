using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>What is kept of a file between updates: how it lay on disk, and what it said.</summary>
internal sealed record FileRecord
{
    public required string Path { get; init; }

    public long Size { get; init; }

    public long Changed { get; init; }

    public UInt128 Hash { get; init; }

    public CodeLanguage Language { get; init; }

    public bool IsEntryPoint { get; init; }

    public bool IsGone { get; init; }

    /// <summary>Why it is not in the graph though it lies there; its content is not read again until it changes.</summary>
    public string? Skip { get; init; }

    public int Package { get; init; }

    public Definition[] Definitions { get; init; } = [];

    public ImportFact[] Imports { get; init; } = [];

    public Binding[] Bindings { get; init; } = [];

    /// <summary>Distinct (qualifier, name) pairs, sorted.</summary>
    public ulong[] References { get; init; } = [];

    public ReadOnlySpan<char> Folder => Path.AsSpan(0, Path.LastIndexOf('/') + 1);

    /// <summary>What other files see of it is the same: a change inside bodies changes only its own edges.</summary>
    public bool ShowsTheSame(FileRecord other)
    {
        if (Package != other.Package || Definitions.Length != other.Definitions.Length || !Bindings.AsSpan().SequenceEqual(other.Bindings))
        {
            return false;
        }

        for (int i = 0; i < Definitions.Length; i++)
        {
            if (Definitions[i].Name != other.Definitions[i].Name || Definitions[i].Kind != other.Definitions[i].Kind || Definitions[i].Public != other.Definitions[i].Public || Definitions[i].Nested != other.Definitions[i].Nested)
            {
                return false;
            }
        }

        return true;
    }
}
