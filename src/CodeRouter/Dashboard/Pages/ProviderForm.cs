using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Dashboard.Pages;

/// <summary>A provider with its key, as a channel: the catalog knows its address, format and usual models, so that a name and a key are enough.</summary>
public sealed class ProviderForm(DashboardParts parts)
{
    private const string Other = "Another server (OpenAI format)", AllListed = "*";
    internal static readonly string[] Fields = ["provider", "access_key", "endpoint", "models"];
    private readonly Lazy<Catalog> _catalog = new(ShippedCatalog.Load);

    /// <summary>What a provider can be chosen from.</summary>
    public IEnumerable<string> Choices => [.. _catalog.Value.Providers.Select(static p => p.Title), Other];

    /// <summary>The name of the channel that was made or changed; null with what is wrong.</summary>
    public async ValueTask<(string? Channel, IReadOnlyList<FieldProblem> Problems)> SaveAsync(Visit visit)
    {
        var provider = _catalog.Value.Providers.FirstOrDefault(p => p.Title == visit.Field("provider"));
        var problems = new List<FieldProblem>();
        var (endpoint, key) = (visit.Field("endpoint"), visit.Field("access_key"));
        if (provider is null && visit.Field("provider") != Other)
        {
            problems.Add(new FieldProblem("provider", "this provider is not known", "choose one of the list"));
        }

        if (provider is null && !IsAddress(endpoint))
        {
            problems.Add(new FieldProblem("endpoint", "an address is missing", "write it with http:// or https://"));
        }

        if (provider is { LocalPort: null } && key.Length == 0)
        {
            problems.Add(new FieldProblem("access_key", "the key is missing", $"make one at {provider.Title} and paste it here"));
        }

        string[] models = [.. visit.Field("models").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        if (models.Length == 0 && problems.Count == 0)
        {
            models = [.. await UsualModelsAsync(provider, endpoint, visit.Cancel)];
            if (models.Length == 0)
            {
                problems.Add(provider is { LocalPort: { } port }
                    ? new FieldProblem("models", $"{provider.Title} does not answer on port {port}, so its models are not known", "start it and try again, or name them")
                    : new FieldProblem("models", "its models are not known", "name at least one"));
            }
        }

        return problems.Count > 0 ? (null, problems) : Keep(visit, provider, endpoint, key, models);
    }

    private (string?, IReadOnlyList<FieldProblem>) Keep(Visit visit, CatalogProvider? provider, string endpoint, string key, string[] models)
    {
        string name = provider?.Id ?? new Uri(endpoint).Host;
        var channel = new JsonObject
        {
            ["name"] = name,
            ["api_format"] = (provider?.Endpoints[0].Format ?? WireFormat.OpenAIChat).ApiName(),
            ["base_url"] = endpoint.Length > 0 ? endpoint : provider!.Endpoints[0].BaseUri.AbsoluteUri,
            ["models"] = models is [AllListed] ? AllListed : new JsonArray([.. models.Select(static m => (JsonNode?)m)]),
        };
        if (key.Length > 0)
        {
            channel["access_key"] = key;
        }

        var there = parts.Admin.Items.Find(ConfigSection.Channels, name);
        var outcome = there is { Removed: false } ? parts.Admin.Items.Change(ConfigSection.Channels, name, channel, null, visit.Actor) : parts.Admin.Items.Create(ConfigSection.Channels, channel, visit.Actor);
        return outcome.Kind switch
        {
            OutcomeKind.Done => (name, []),
            OutcomeKind.Stale => (null, [new FieldProblem("provider", "somebody else has just changed this channel", "load the page again and look at what is there now")]),
            _ => (null, outcome.Problems),
        };
    }

    // A server at an address of its own is asked for what it has; no catalog knows it.
    private async ValueTask<IEnumerable<string>> UsualModelsAsync(CatalogProvider? provider, string endpoint, CancellationToken cancellationToken) =>
        provider is null || (provider.LocalPort is not null && endpoint.Length > 0) ? [AllListed]
        : provider.LocalPort is null ? provider.Defaults
        : (await LocalServers.ProbeAsync(_catalog.Value, cancellationToken)).Where(s => s.Id == provider.Id).SelectMany(static s => s.Models);

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
