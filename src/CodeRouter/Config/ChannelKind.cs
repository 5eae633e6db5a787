namespace CodeRouter.Config;

/// <summary>How a channel's server wants to be reached, beside the wire format it speaks.</summary>
public enum ChannelKind : byte
{
    /// <summary>The format's own path, body and key: most vendors and every compatible server.</summary>
    Plain,

    /// <summary>Azure OpenAI: a deployment in the path and a version in the query, or the newer <c>/openai/v1</c>.</summary>
    Azure,

    /// <summary>Amazon Bedrock: signed requests, answers in Amazon's event stream.</summary>
    Bedrock,

    /// <summary>Google Vertex: project and region in the path, short-lived tokens.</summary>
    Vertex,

    /// <summary>OpenRouter: tells what it charged beside the usage.</summary>
    OpenRouter,

    /// <summary>Ollama's own chat, through which the window can be set.</summary>
    Ollama,

    /// <summary>Cohere's chat, version 2.</summary>
    Cohere,

    /// <summary>A LiteLLM proxy: its models are imported, its reported cost is kept beside ours.</summary>
    LiteLlm,
}

/// <summary>What reaching a cloud takes besides an address and a key.</summary>
public sealed record CloudSettings
{
    public string? Region { get; init; }

    /// <summary>Google: the project's id.</summary>
    public string? Project { get; init; }

    /// <summary>Azure: the version in the query.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Google: a service account's key or a user's refresh token, as JSON or as the path of a file that holds it.</summary>
    public Secret? Credentials { get; init; }

    public string? AwsAccessKeyId { get; init; }

    public Secret? AwsSecretAccessKey { get; init; }

    public Secret? AwsSessionToken { get; init; }

    /// <summary>Where keys stand that other tools renew, and which of them; read where none are given.</summary>
    public string? AwsCredentialsFile { get; init; }

    public string AwsProfile { get; init; } = "default";
}
