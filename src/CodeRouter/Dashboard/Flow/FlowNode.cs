namespace CodeRouter.Dashboard.Flow;

/// <summary>A box of the routing picture.</summary>
/// <param name="Id">Unique in the picture and the same as long as it means the same.</param>
/// <param name="Second">The line below the name; what changes with traffic comes behind it.</param>
/// <param name="Steps">How many of the last steps went through it.</param>
public sealed record FlowNode(string Id, string Name, string Second, int Steps)
{
    /// <summary>local or cloud for models; empty for others.</summary>
    public string Place { get; init; } = "";

    /// <summary>Where steps go that nothing else took.</summary>
    public bool IsDefault { get; init; }
}

/// <summary>An arrow between two boxes, by their ids.</summary>
public sealed record FlowEdge(string From, string To, int Steps);
