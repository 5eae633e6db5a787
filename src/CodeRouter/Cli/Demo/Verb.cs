namespace CodeRouter.Cli.Demo;

/// <summary>What an agent does in the repository, before an agent's own spelling.</summary>
internal abstract record Verb
{
    public sealed record Read(string Path) : Verb;

    public sealed record Write(string Path, string Content) : Verb;

    public sealed record Edit(string Path, string Old, string New) : Verb;

    /// <summary>Shows the finished plan and waits for the human's word: ends plan mode, and the turn.</summary>
    public sealed record PresentPlan(string Plan) : Verb;

    public sealed record Run(string Command, string Why) : Verb;
}

/// <summary>What the repository answered. <paramref name="Output"/> is plain text, before an agent's own frame.</summary>
internal sealed record VerbResult(bool Ok, int ExitCode, string Output);

/// <summary>One answer of a simulated model: what it says and what it wants done. No deeds end the turn.</summary>
internal sealed record Move(string Say, params Verb[] Deeds);
