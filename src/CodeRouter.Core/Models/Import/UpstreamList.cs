using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>
/// Reads what upstreams say of their models: names from <c>/v1/models</c> (or Ollama's <c>/api/tags</c>), and what a LiteLLM proxy knows of
/// them from <c>/model/info</c>. Fields of another kind than expected are unknown; what is no JSON throws <see cref="JsonException"/>.
/// </summary>
public static class UpstreamList
{
    private const int MostModels = 5000;

    /// <summary>Names, and the windows that vLLM and aggregators tell beside them. Empty where the text is no such list.</summary>
    public static IReadOnlyList<ListedModel> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var (list, key) = Member(root, "data") is { ValueKind: JsonValueKind.Array } data ? (data, "id") : (Member(root, "models"), "name");
        return [.. Items(list)
            .Select(item => (Item: item, Name: Json.Text(item, key) is { } name && name.StartsWith("models/", StringComparison.Ordinal) ? name["models/".Length..] : Json.Text(item, key) ?? ""))
            .Where(static each => IsName(each.Name))
            .Select(static each => new ListedModel(each.Name)
            {
                ContextWindow = Json.Count(each.Item, "max_model_len") ?? Json.Count(each.Item, "context_length") ?? Json.Count(each.Item, "inputTokenLimit"),
                MaxOutput = Json.Count(each.Item, "outputTokenLimit"),

                // Embedders stand in the same lists and would be taken for the cheapest model of all.
                Chats = !each.Name.Contains("embed", StringComparison.OrdinalIgnoreCase),
            })
            .DistinctBy(static model => model.Name, StringComparer.Ordinal)
            .Take(MostModels)];
    }

    /// <summary>
    /// A LiteLLM proxy's <c>/model/info</c>. A name may stand for several deployments: of them the dearest price and the smallest window hold,
    /// so that no budget and no window is overrun whichever is taken.
    /// </summary>
    public static IReadOnlyList<ListedModel> ReadLiteLlm(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Items(Member(document.RootElement, "data"))
            .Select(static deployment => (Name: Json.Text(deployment, "model_name") ?? "", Deployment: deployment))
            .Where(static each => IsName(each.Name))
            .GroupBy(static each => each.Name, static each => Deployment(each.Name, each.Deployment), StringComparer.Ordinal)
            .Select(static name => name.Aggregate(Careful))
            .Take(MostModels)];
    }

    private static ListedModel Deployment(string name, JsonElement deployment)
    {
        var info = Member(deployment, "model_info");
        string? mode = Json.Text(info, "mode");
        var price = info.ValueKind == JsonValueKind.Object ? LiteLlmTable.ReadPrice(info) : null;
        return new ListedModel(name)
        {
            Behind = Json.Text(Member(deployment, "litellm_params"), "model"),
            ContextWindow = Json.Count(info, "max_input_tokens") ?? Json.Count(info, "max_tokens"),
            MaxOutput = Json.Count(info, "max_output_tokens"),
            Capabilities = Json.Flag(info, "supports_function_calling") is not null ? LiteLlmTable.ReadCapabilities(info) : null,
            Price = price is { IsKnown: true } ? price with { Source = "LiteLLM proxy" } : null,
            Chats = mode is null or "chat" or "completion" or "responses",
        };
    }

    private static ListedModel Careful(ListedModel one, ListedModel other) => one with
    {
        ContextWindow = Smaller(one.ContextWindow, other.ContextWindow),
        MaxOutput = Smaller(one.MaxOutput, other.MaxOutput),
        Capabilities = one.Capabilities & other.Capabilities ?? one.Capabilities ?? other.Capabilities,
        Price = one.Price is null || other.Price is null ? null : one.Price.Input + one.Price.Output >= other.Price.Input + other.Price.Output ? one.Price : other.Price,
    };

    private static int? Smaller(int? one, int? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    // A pattern stands for models that are not told one by one.
    private static bool IsName(string name) => name.Length is > 0 and <= 200 && !name.Contains('*', StringComparison.Ordinal);

    private static JsonElement Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object) : [];
}
