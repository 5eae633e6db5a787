namespace CodeRouter.Gateway;

/// <summary>One endpoint as people and machines are told of it: the landing page, <c>/meta</c> and <c>/openapi.json</c> are made from these.</summary>
/// <param name="Group">What it is for, in a word or two; the pages list by it.</param>
/// <param name="Purpose">What it does, in half a sentence.</param>
public sealed record ServedPath(string Method, string Path, string Group, string Purpose)
{
    /// <summary>What the body is; null where none is read.</summary>
    public string? Body { get; init; }

    /// <summary>The body's schema by name; null where it is the vendors' own.</summary>
    public string? Takes { get; init; }

    /// <summary>The answer's schema by name; null where it is the vendors' own, or no JSON.</summary>
    public string? Gives { get; init; }

    public string Success { get; init; } = "200";

    /// <summary>Statuses it may fail with, where it is not routed.</summary>
    public IReadOnlyList<string> Fails { get; init; } = [];

    /// <summary>Query parameters with what they mean.</summary>
    public IReadOnlyList<(string Name, string Says)> Query { get; init; } = [];

    /// <summary>The answer's media type.</summary>
    public string Answers { get; init; } = "application/json";

    /// <summary>Answers with <c>text/event-stream</c> where the request asks for a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>Every answer carries the decision in its headers.</summary>
    public bool IsRouted { get; init; }

    /// <summary>Needs no key, wherever the router listens.</summary>
    public bool IsOpen { get; init; }

    public override string ToString() => $"{Method} {Path}";
}
