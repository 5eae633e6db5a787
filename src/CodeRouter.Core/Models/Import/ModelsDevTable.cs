using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>The table of models.dev: provider → models → model, prices already per million tokens.</summary>
internal static class ModelsDevTable
{
    public static bool Recognises(JsonElement root) =>
        root.EnumerateObject().Take(5).Any(provider => provider.Value.ValueKind == JsonValueKind.Object && provider.Value.TryGetProperty("models", out _));

    public static IEnumerable<ImportedModel> Read(JsonElement root, ImportRules rules, int source)
    {
        foreach (var rule in rules.All)
        {
            if (rule.ModelsDev is null || !root.TryGetProperty(rule.ModelsDev, out var provider) || !provider.TryGetProperty("models", out var models))
            {
                continue;
            }

            foreach (var model in models.EnumerateObject())
            {
                if (rule.Takes(model.Name) && IsText(model.Value) && !IsTooOld(model.Value, rule))
                {
                    yield return Read(model.Name, model.Value, rule, source);
                }
            }
        }
    }

    private static ImportedModel Read(string id, JsonElement model, ImportRule rule, int source)
    {
        var imported = new ImportedModel
        {
            Provider = rule.Provider,
            Id = id,
            Source = source,
            Title = Json.Text(model, "name"),
            Family = Json.Text(model, "family"),
            Released = Json.Text(model, "release_date") is { Length: 10 } date ? date : null,
            Open = Json.Flag(model, "open_weights") ?? false,
            Old = Json.Text(model, "status") is "deprecated",
            Embedding = IsEmbedding(id, model),
            Price = model.TryGetProperty("cost", out var cost) ? ReadPrice(cost) : new Price(),
        };
        if (model.TryGetProperty("limit", out var limit))
        {
            imported.Window = Json.Count(limit, "context");
            imported.Output = Json.Count(limit, "output");
        }

        imported.Can = imported.Embedding ? Capability.None : ReadCapabilities(model, rule);
        return imported;
    }

    private static Price ReadPrice(JsonElement cost)
    {
        var steps = new List<PriceStep>();
        if (cost.TryGetProperty("tiers", out var tiers))
        {
            foreach (var tier in tiers.EnumerateArray())
            {
                if (tier.TryGetProperty("tier", out var at) && Json.Count(at, "size") is { } size)
                {
                    steps.Add(new PriceStep(size, ReadPrice(tier)));
                }
            }
        }

        return new Price
        {
            Input = Json.Money(cost, "input"),
            Output = Json.Money(cost, "output"),
            CachedInput = Json.Money(cost, "cache_read"),
            CacheWrite5m = Json.Surcharge(Json.Money(cost, "cache_write"), Json.Money(cost, "input")),
            Steps = steps,
        };
    }

    private static Capability ReadCapabilities(JsonElement model, ImportRule rule)
    {
        var can = Capability.None;
        if (Json.Flag(model, "tool_call") is true)
        {
            can |= Capability.Tools | rule.ServerTools;
        }

        can |= Json.Flag(model, "reasoning") is true ? Capability.Reasoning : Capability.None;

        // The table says nothing of structured output for models that have it; only a plain no is believed.
        can |= Json.Flag(model, "structured_output") ?? can.HasFlag(Capability.Tools) ? Capability.JsonSchema : Capability.None;
        foreach (var kind in Json.Words(model, "modalities", "input"))
        {
            can |= kind switch
            {
                "image" => Capability.Vision,
                "pdf" => Capability.Documents,
                "audio" => Capability.Audio,
                _ => Capability.None,
            };
        }

        return can;
    }

    private static bool IsEmbedding(string id, JsonElement model) =>
        id.Contains("embed", StringComparison.OrdinalIgnoreCase) || Json.Text(model, "family") is "text-embedding";

    private static bool IsText(JsonElement model) =>
        Json.Words(model, "modalities", "output") is ["text"]
        && model.TryGetProperty("limit", out var limit) && Json.Count(limit, "context") is > 2000
        && Json.Words(model, "modalities", "input").Contains("text", StringComparer.Ordinal);

    private static bool IsTooOld(JsonElement model, ImportRule rule) =>
        rule.ReleasedFrom is { } from && string.CompareOrdinal(Json.Text(model, "release_date") ?? "", from) < 0;
}
