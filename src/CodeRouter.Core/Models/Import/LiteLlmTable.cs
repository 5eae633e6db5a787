using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>LiteLLM's table: one flat map of names, prices per token, steps spelled as <c>…_above_200k_tokens</c>.</summary>
internal static class LiteLlmTable
{
    private static readonly int[] StepsInThousands = [128, 200, 256, 272, 512];

    public static bool Recognises(JsonElement root) =>
        root.EnumerateObject().Take(5).Any(model => model.Value.ValueKind == JsonValueKind.Object && model.Value.TryGetProperty("litellm_provider", out _));

    public static IEnumerable<ImportedModel> Read(JsonElement root, ImportRules rules, int source)
    {
        foreach (var rule in rules.All)
        {
            if (rule.LiteLlm is null)
            {
                continue;
            }

            foreach (var model in root.EnumerateObject())
            {
                var id = rule.LiteLlmPrefix is { } prefix && model.Name.StartsWith(prefix, StringComparison.Ordinal) ? model.Name[prefix.Length..] : model.Name;
                if (Json.Text(model.Value, "litellm_provider") == rule.LiteLlm && Json.Text(model.Value, "mode") is "chat" or "responses" or "embedding"
                    && rule.Takes(id) && IsText(id, model.Value))
                {
                    yield return Read(id, model.Value, rule, source);
                }
            }
        }
    }

    private static ImportedModel Read(string id, JsonElement model, ImportRule rule, int source)
    {
        var embedding = Json.Text(model, "mode") is "embedding";
        return new ImportedModel
        {
            Provider = rule.Provider,
            Id = id,
            Source = source,
            Window = Json.Count(model, "max_input_tokens"),
            Output = Json.Count(model, "max_output_tokens"),
            Embedding = embedding,
            Can = embedding ? Capability.None : ReadCapabilities(model) | (Json.Flag(model, "supports_function_calling") is true ? rule.ServerTools : Capability.None),
            Price = ReadPrice(model),
        };
    }

    public static Price ReadPrice(JsonElement model) => ReadPrice(model, "") with { Steps = ReadSteps(model) };

    private static Price ReadPrice(JsonElement model, string above) => new()
    {
        Input = PerMillion(model, "input_cost_per_token" + above),
        Output = PerMillion(model, "output_cost_per_token" + above),
        CachedInput = PerMillion(model, "cache_read_input_token_cost" + above),
        CacheWrite5m = Json.Surcharge(PerMillion(model, "cache_creation_input_token_cost" + above), PerMillion(model, "input_cost_per_token" + above)),
        CacheWrite1h = PerMillion(model, "cache_creation_input_token_cost_above_1hr" + above),
    };

    private static List<PriceStep> ReadSteps(JsonElement model)
    {
        var steps = new List<PriceStep>();
        foreach (var thousands in StepsInThousands)
        {
            var price = ReadPrice(model, $"_above_{thousands}k_tokens");
            if (price.Input is not null || price.Output is not null)
            {
                steps.Add(new PriceStep(thousands * 1000L, price));
            }
        }

        return steps;
    }

    public static Capability ReadCapabilities(JsonElement model)
    {
        var can = Capability.None;
        can |= Json.Flag(model, "supports_function_calling") is true ? Capability.Tools : Capability.None;
        can |= Json.Flag(model, "supports_vision") is true ? Capability.Vision : Capability.None;
        can |= Json.Flag(model, "supports_response_schema") is true ? Capability.JsonSchema : Capability.None;
        can |= Json.Flag(model, "supports_reasoning") is true ? Capability.Reasoning : Capability.None;
        can |= Json.Flag(model, "supports_pdf_input") is true ? Capability.Documents : Capability.None;
        can |= Json.Flag(model, "supports_audio_input") is true ? Capability.Audio : Capability.None;
        can |= Json.Flag(model, "supports_web_search") is true ? Capability.WebSearch : Capability.None;
        can |= Json.Flag(model, "supports_computer_use") is true ? Capability.ComputerUse : Capability.None;
        return can;
    }

    private static decimal? PerMillion(JsonElement model, string name) =>
        Json.Money(model, name) is { } perToken ? Json.Short(perToken * 1_000_000m) : null;

    private static bool IsText(string id, JsonElement model)
    {
        string[] other = ["audio", "-live", "tts", "image", "lyria", "realtime", "robotics", "-search-preview", "native", "vision-preview", "ft:"];
        return !other.Any(word => id.Contains(word, StringComparison.OrdinalIgnoreCase)) && Json.Count(model, "max_input_tokens") is > 2000;
    }
}
