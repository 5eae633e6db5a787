namespace CodeRouter.Core.Impact;

/// <summary>What depends on a file, or on one symbol of it.</summary>
public sealed record ImpactReading
{
    public required string File { get; init; }

    public string? Symbol { get; init; }

    /// <summary>Files that use it themselves.</summary>
    public required IReadOnlyList<string> Direct { get; init; }

    /// <summary>Files that use it, or use what uses it, and so on.</summary>
    public int Transitive { get; init; }

    /// <summary>Longest of the shortest chains from a dependent to it. In a web where thousands depend on one hub, the longest that leads through the hub: seldom a few steps more.</summary>
    public int Depth { get; init; }

    /// <summary>Top folders its dependents live in.</summary>
    public int Breadth { get; init; }

    /// <summary>Tests that reach it in at most <see cref="ImpactQuestion.TestDepth"/> steps, nearest first.</summary>
    public required IReadOnlyList<string> Tests { get; init; }

    /// <summary>What others may build on is in it.</summary>
    public bool Public { get; init; }

    /// <summary>Dependents live outside its own top folder.</summary>
    public bool CrossModule { get; init; }

    public FileHistory History { get; init; }

    /// <summary>0..1.</summary>
    public double Impact { get; init; }

    /// <summary>Plain clauses, the weightiest first.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
}
