namespace CodeRouter.Core.Models;

/// <summary>A model as an upstream lists it when asked; what it does not say is null.</summary>
/// <param name="Name">What is sent to it, and what callers write.</param>
public sealed record ListedModel(string Name)
{
    /// <summary>The vendor's model behind a name of the proxy's own, such as <c>anthropic/claude-sonnet-4-6</c>.</summary>
    public string? Behind { get; init; }

    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public Capability? Capabilities { get; init; }

    public Price? Price { get; init; }

    /// <summary>False for embedders, painters and the like: they answer when asked by name.</summary>
    public bool Chats { get; init; } = true;
}
