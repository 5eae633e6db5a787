namespace CodeRouter.Core.Impact;

/// <summary>A source file of a repository with its edges. Immutable; an update replaces it.</summary>
public sealed record FileNode
{
    /// <summary>Relative to the repository, with <c>/</c>.</summary>
    public required string Path { get; init; }

    public CodeLanguage Language { get; init; }

    /// <summary>A test by its name, folder or content.</summary>
    public bool IsTest { get; init; }

    /// <summary>A program starts here.</summary>
    public bool IsEntryPoint { get; init; }

    /// <summary>Deleted since the map was made: its number stays taken, nothing points at it.</summary>
    public bool IsGone { get; init; }

    /// <summary>In the order of the file.</summary>
    public Definition[] Definitions { get; init; } = [];

    /// <summary>What this file uses: <see cref="Use"/> values, sorted.</summary>
    public ulong[] Uses { get; init; } = [];

    /// <summary>Who uses this file, by name: <see cref="Use"/> values, sorted.</summary>
    public ulong[] UsedAs { get; init; } = [];

    /// <summary>Numbers of the files that use this one, each once, sorted.</summary>
    public int[] UsedBy { get; init; } = [];

    public FileHistory History { get; init; }
}

/// <summary>An edge of a file, packed so that a sorted array of them is an index.</summary>
public static class Use
{
    /// <summary>Outgoing: the used file first.</summary>
    public static ulong Of(int file, int name) => ((ulong)(uint)file << 32) | (uint)name;

    /// <summary>Incoming: the used name first. Name 0 is a bare import.</summary>
    public static ulong By(int name, int file) => ((ulong)(uint)name << 32) | (uint)file;

    public static int High(ulong use) => (int)(use >> 32);

    public static int Low(ulong use) => (int)(uint)use;
}

/// <summary>What version control knows of a file.</summary>
/// <param name="Commits">Commits that touched it, within the history that was read.</param>
/// <param name="Authors">Different authors of them.</param>
/// <param name="MainShare">Share of its commits by its most frequent author, 0..1.</param>
/// <param name="HotSpot">0..1: its place among the files of the repository by churn and size.</param>
public readonly record struct FileHistory(int Commits, int Authors, float MainShare, float HotSpot);
