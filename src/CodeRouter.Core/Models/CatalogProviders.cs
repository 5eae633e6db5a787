using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Models;

/// <summary>Reads <c>providers.json</c>.</summary>
internal static class CatalogProviders
{
    public static IReadOnlyList<CatalogProvider> Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var providers = new List<CatalogProvider>();
        foreach (var element in document.RootElement.GetProperty("providers").EnumerateArray())
        {
            providers.Add(new CatalogProvider
            {
                Id = element.GetProperty("id").GetString()!,
                Title = element.GetProperty("title").GetString()!,
                EnvironmentKeys = Words(element, "env"),
                Endpoints = Endpoints(element),
                Defaults = Words(element, "defaults"),
                LocalPort = element.TryGetProperty("local_port", out var port) ? port.GetInt32() : null,
                ListPath = element.TryGetProperty("list_path", out var path) ? path.GetString() : null,
            });
        }

        return providers;
    }

    private static List<CatalogEndpoint> Endpoints(JsonElement provider)
    {
        var endpoints = new List<CatalogEndpoint>();
        foreach (var pair in provider.GetProperty("endpoints").EnumerateObject())
        {
            var format = WireFormatNames.Parse(pair.Name) ?? throw new FormatException($"'{pair.Name}' is not an api_format");
            endpoints.Add(new CatalogEndpoint(format, new Uri(pair.Value.GetString()!)));
        }

        return endpoints;
    }

    private static List<string> Words(JsonElement element, string name)
    {
        var words = new List<string>();
        if (element.TryGetProperty(name, out var list))
        {
            foreach (var word in list.EnumerateArray())
            {
                words.Add(word.GetString()!);
            }
        }

        return words;
    }
}
