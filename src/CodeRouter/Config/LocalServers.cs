using System.Text.Json;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>A model server that answered on this machine.</summary>
public sealed record LocalServer(string Id, string Title, Uri BaseUri, IReadOnlyList<string> Models);

/// <summary>Asks the usual ports of this machine which models are served there. Loopback only, all at once, and briefly.</summary>
public static class LocalServers
{
    private const int MaxAnswer = 1 << 20;

    /// <summary>The longest that all probes together take.</summary>
    public static TimeSpan Budget { get; } = TimeSpan.FromMilliseconds(300);

    public static Task<IReadOnlyList<LocalServer>> ProbeAsync(Catalog catalog, CancellationToken cancellation = default) =>
        ProbeAsync(catalog, Budget, cancellation);

    internal static async Task<IReadOnlyList<LocalServer>> ProbeAsync(Catalog catalog, TimeSpan budget, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(budget);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { MaxResponseContentBufferSize = MaxAnswer };
        var probes = catalog.Providers.Where(provider => provider.LocalPort is not null).Select(provider => ProbeAsync(client, provider, time.Token));
        var answers = await Task.WhenAll(probes).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return [.. answers.OfType<LocalServer>()];
    }

    private static async Task<LocalServer?> ProbeAsync(HttpClient client, CatalogProvider provider, CancellationToken cancellation)
    {
        var baseUri = provider.Endpoints[0].BaseUri;
        try
        {
            var answer = await client.GetByteArrayAsync(new Uri(baseUri, provider.ListPath ?? "/v1/models"), cancellation).ConfigureAwait(false);
            var models = ModelsIn(answer);
            return models.Count > 0 ? new LocalServer(provider.Id, provider.Title, baseUri, models) : null;
        }
        catch (Exception refused) when (refused is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>Names in an answer of <c>/v1/models</c> (<c>data[].id</c>) or <c>/api/tags</c> (<c>models[].name</c>); anything else is no model server.</summary>
    public static IReadOnlyList<string> ModelsIn(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var (list, key) = root.TryGetProperty("data", out var data) ? (data, "id") : root.TryGetProperty("models", out var models) ? (models, "name") : (default, "");
        if (list.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        // Embedders answer on the same list and would be taken for the cheapest model of all.
        return [.. list.EnumerateArray()
            .Where(item => item.ValueKind == JsonValueKind.Object)
            .Select(item => item.TryGetProperty(key, out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "")
            .Where(name => name.Length > 0 && !IsEmbedder(name))
            .Distinct(StringComparer.Ordinal)
            .Take(100)];
    }

    /// <summary>What nothing but the name says: <c>nomic-embed-text</c> and its like answer no question.</summary>
    public static bool IsEmbedder(string name) => name.Contains("embed", StringComparison.OrdinalIgnoreCase);
}
