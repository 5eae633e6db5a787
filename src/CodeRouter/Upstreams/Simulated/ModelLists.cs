namespace CodeRouter.Upstreams.Simulated;

/// <summary>The model lists in each vendor's form.</summary>
internal static class ModelLists
{
    private static IEnumerable<string> Names => TierProfile.All.Select(tier => tier.Model).Append("sim-embedding");

    public static object OpenAI() => new
    {
        @object = "list",
        data = Names.Select(id => new { id, @object = "model", created = 1_767_225_600, owned_by = "simulated" }).ToArray(),
    };

    public static object Anthropic()
    {
        var data = Names.Select(id => new { type = "model", id, display_name = id, created_at = "2026-01-01T00:00:00Z" }).ToArray();
        return new { data, has_more = false, first_id = data[0].id, last_id = data[^1].id };
    }

    public static object Gemini() => new
    {
        models = TierProfile.All.Select(tier => new
        {
            name = "models/" + tier.Model,
            version = "001",
            displayName = tier.Model,
            inputTokenLimit = tier.ContextWindow,
            outputTokenLimit = 32_000,
            supportedGenerationMethods = new[] { "generateContent", "countTokens" },
        }).ToArray(),
    };
}
