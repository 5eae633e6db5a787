namespace CodeRouter.Core.Conversations;

/// <summary>The four request and answer formats spoken on both sides.</summary>
public enum WireFormat : byte
{
    /// <summary>OpenAI Chat Completions, <c>POST /v1/chat/completions</c>.</summary>
    OpenAIChat,

    /// <summary>OpenAI Responses, <c>POST /v1/responses</c>.</summary>
    OpenAIResponses,

    /// <summary>Anthropic Messages, <c>POST /v1/messages</c>.</summary>
    AnthropicMessages,

    /// <summary>Gemini, <c>POST /v1beta/models/M:generateContent</c>.</summary>
    Gemini,
}

/// <summary>The spelling of a <see cref="WireFormat"/> in configuration (<c>api_format</c>) and in the ledger.</summary>
public static class WireFormatNames
{
    public static string ApiName(this WireFormat format) => format switch
    {
        WireFormat.OpenAIChat => "openai",
        WireFormat.OpenAIResponses => "responses",
        WireFormat.AnthropicMessages => "anthropic",
        WireFormat.Gemini => "gemini",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a wire format"),
    };

    public static WireFormat? Parse(string? apiName) => apiName?.Trim().ToLowerInvariant() switch
    {
        "openai" or "chat" or "openai_chat" => WireFormat.OpenAIChat,
        "responses" or "openai_responses" => WireFormat.OpenAIResponses,
        "anthropic" or "messages" => WireFormat.AnthropicMessages,
        "gemini" or "google" => WireFormat.Gemini,
        _ => null,
    };
}
