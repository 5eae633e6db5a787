using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>Which provider of a price table is which of ours, and what of it is taken: the <c>import</c> part of <c>providers.json</c>.</summary>
public sealed class ImportRules
{
    private readonly List<ImportRule> _rules = [];

    private ImportRules()
    {
    }

    /// <summary>Providers in the order they stand in the catalog: vendors before resellers.</summary>
    internal IReadOnlyList<ImportRule> All => _rules;

    public static ImportRules Read(ReadOnlyMemory<byte> providers)
    {
        var rules = new ImportRules();
        using var document = JsonDocument.Parse(providers, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        foreach (var provider in document.RootElement.GetProperty("providers").EnumerateArray())
        {
            if (!provider.TryGetProperty("import", out var import))
            {
                continue;
            }

            rules._rules.Add(new ImportRule(
                provider.GetProperty("id").GetString()!,
                Text(import, "models_dev"),
                Text(import, "litellm"),
                Text(import, "litellm_prefix"),
                Capabilities(import),
                Text(import, "released_from"),
                import.TryGetProperty("only", out var only) ? [.. only.EnumerateArray().Select(item => item.GetString()!)] : [],
                import.TryGetProperty("fill_only", out var fill) && fill.GetBoolean()));
        }

        return rules;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Capability Capabilities(JsonElement import) =>
        import.TryGetProperty("server_tools", out var words) ? CapabilityNames.ParseAll(words.GetString()) : Capability.None;
}

/// <param name="ServerTools">Tools the vendor runs itself; the tables do not list them reliably.</param>
/// <param name="ReleasedFrom">Older models are left out (resellers list hundreds).</param>
/// <param name="Only">Prefixes of the ids that are taken; empty is all.</param>
/// <param name="FillOnly">LiteLLM's table may complete models but not add any: it lists resellers' models under many names.</param>
internal sealed record ImportRule(
    string Provider,
    string? ModelsDev,
    string? LiteLlm,
    string? LiteLlmPrefix,
    Capability ServerTools,
    string? ReleasedFrom,
    IReadOnlyList<string> Only,
    bool FillOnly)
{
    public bool Takes(string id) =>
        !id.StartsWith('~') && !id.EndsWith(":free", StringComparison.Ordinal)
        && (Only.Count == 0 || Only.Any(prefix => id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
}
