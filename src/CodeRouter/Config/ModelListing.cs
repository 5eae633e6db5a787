namespace CodeRouter.Config;

/// <summary>Which servers can be asked for their models, and where.</summary>
public static class ModelListing
{
    public static bool IsToldBy(ChannelKind kind) => kind is ChannelKind.Plain or ChannelKind.LiteLlm or ChannelKind.Ollama;

    /// <summary>Below the channel's base: the names of its models.</summary>
    public static string Names(ChannelKind kind) => kind == ChannelKind.Ollama ? "/api/tags" : "/models";

    /// <summary>Below the channel's base: what it knows of them; null where nothing more is told.</summary>
    public static string? Facts(ChannelKind kind) => kind == ChannelKind.LiteLlm ? "/model/info" : null;
}
