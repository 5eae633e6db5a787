using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Which service a path belongs to.</summary>
/// <param name="Model">From the path (Gemini); null where the body names it.</param>
internal readonly record struct SimulatedRoute(WireFormat Format, SimulatedOperation Operation, string? Model = null, bool Stream = false)
{
    public static SimulatedRoute? Of(string path)
    {
        int models = path.IndexOf("/models/", StringComparison.Ordinal);
        int colon = path.LastIndexOf(':');
        if (models >= 0 && colon > models)
        {
            string model = Uri.UnescapeDataString(path[(models + 8)..colon]);
            return path[(colon + 1)..] switch
            {
                "generateContent" => new(WireFormat.Gemini, SimulatedOperation.Generate, model),
                "streamGenerateContent" => new(WireFormat.Gemini, SimulatedOperation.Generate, model, true),
                "countTokens" => new(WireFormat.Gemini, SimulatedOperation.CountTokens, model),
                _ => null,
            };
        }

        return path switch
        {
            "/v1/chat/completions" => new(WireFormat.OpenAIChat, SimulatedOperation.Generate),
            "/v1/responses" => new(WireFormat.OpenAIResponses, SimulatedOperation.Generate),
            "/v1/responses/input_tokens" => new(WireFormat.OpenAIResponses, SimulatedOperation.CountTokens),
            "/v1/responses/compact" => new(WireFormat.OpenAIResponses, SimulatedOperation.Compact),
            "/v1/messages" => new(WireFormat.AnthropicMessages, SimulatedOperation.Generate),
            "/v1/messages/count_tokens" => new(WireFormat.AnthropicMessages, SimulatedOperation.CountTokens),
            "/v1/embeddings" => new(WireFormat.OpenAIChat, SimulatedOperation.Embed),
            _ => null,
        };
    }
}
