namespace CodeRouter.Core.Conversations;

/// <summary>What a tool does to the work, whatever its name: only results of <see cref="Run"/> and <see cref="Edit"/> say something about success.</summary>
public enum ToolRole : byte { Other, Read, Search, Edit, Run, Plan, Delegate, Web }

/// <summary>Where a client writes the exit status of a shell call.</summary>
public enum StatusPlace : byte
{
    /// <summary>At the very start of the result.</summary>
    Start,

    /// <summary>At the start of one of the first lines, before the output.</summary>
    Header,

    /// <summary>In the last line that is not empty.</summary>
    End,

    /// <summary>At the start of one of the last lines, after the output.</summary>
    Footer,
}

/// <summary>One spelling of an exit status: the words before the number and where they stand.</summary>
public sealed record ExitSpelling(StatusPlace Place, string Before);
