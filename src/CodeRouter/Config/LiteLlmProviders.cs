namespace CodeRouter.Config;

/// <summary>LiteLLM's words for providers, which stand before a model's name, as kinds of channels here.</summary>
internal static class LiteLlmProviders
{
    /// <summary>Served by an address of one's own, in OpenAI's format.</summary>
    public const string ByAddress = "";

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["openai"] = "openai", ["text-completion-openai"] = "openai", ["anthropic"] = "anthropic", ["azure"] = "azure", ["gemini"] = "google",
        ["vertex_ai"] = "vertex", ["vertex_ai_beta"] = "vertex", ["bedrock"] = "bedrock", ["bedrock_converse"] = "bedrock", ["openrouter"] = "openrouter",
        ["ollama"] = "ollama", ["ollama_chat"] = "ollama", ["cohere"] = "cohere", ["cohere_chat"] = "cohere", ["deepseek"] = "deepseek", ["mistral"] = "mistral",
        ["xai"] = "xai", ["groq"] = "groq", ["moonshot"] = "moonshot", ["minimax"] = "minimax", ["cerebras"] = "cerebras", ["zai"] = "zai",
        ["together_ai"] = "together", ["fireworks_ai"] = "fireworks", ["dashscope"] = "alibaba", ["litellm_proxy"] = "litellm",
        ["azure_ai"] = ByAddress, ["hosted_vllm"] = ByAddress, ["openai_like"] = ByAddress, ["custom_openai"] = ByAddress, ["lm_studio"] = ByAddress, ["llamafile"] = ByAddress,
    };

    /// <summary>The provider's word, the kind of its channel, and the model's name there; the kind is null where none is known.</summary>
    /// <param name="model">As LiteLLM has it: <c>azure/my-deployment</c>, or the name alone.</param>
    /// <param name="told">The provider where the file names it apart.</param>
    public static (string Word, string? Kind, string Model) Read(string model, string? told, Core.Models.Catalog catalog)
    {
        int slash = model.IndexOf('/', StringComparison.Ordinal);
        if (told is not null)
        {
            return (told, Kinds.GetValueOrDefault(told), model.StartsWith(told + "/", StringComparison.OrdinalIgnoreCase) ? model[(slash + 1)..] : model);
        }

        if (slash > 0)
        {
            string word = model[..slash], name = model[(slash + 1)..];
            string? kind = Kinds.GetValueOrDefault(word);
            // bedrock/converse/NAME, bedrock/us-east-1/NAME: how and where it is asked, no part of its name.
            return (word, kind, kind == "bedrock" ? name[(name.LastIndexOf('/') + 1)..] : name);
        }

        string provider = catalog.Find(model)?.Provider ?? "openai";
        return (provider, Kinds.Values.Contains(provider, StringComparer.Ordinal) ? provider : null, model);
    }
}
