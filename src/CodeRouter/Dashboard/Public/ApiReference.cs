using System.Text.Json;
using CodeRouter.Admin;
using CodeRouter.Gateway;

namespace CodeRouter.Dashboard.Public;

/// <summary>The API reference, read once from the two OpenAPI documents that the router serves.</summary>
public sealed class ApiReference(DashboardParts parts)
{
    private const string Failure = "Failure";

    private readonly Lazy<DescribedApi> _data = new(static () => Of(DataPlaneApi.Write(ServedPaths.All, ServiceEndpoints.Version)));
    private readonly Lazy<DescribedApi> _administration = new(() => Of(OpenApi.Write(parts.Admin.Endpoints, ServiceEndpoints.Version)));

    public DescribedApi Data => _data.Value;

    public DescribedApi Administration => _administration.Value;

    private static DescribedApi Of(byte[] openApi)
    {
        using var document = JsonDocument.Parse(openApi);
        var root = document.RootElement;
        var operations = root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => (Tag: method.Value.GetProperty("tags")[0].GetString(), Is: Operation($"{method.Name.ToUpperInvariant()} {path.Name}", method.Value, root))))
            .ToLookup(static o => o.Tag, static o => o.Is, StringComparer.Ordinal);
        return new DescribedApi(Text(root.GetProperty("info"), "description"),
            [.. root.GetProperty("tags").EnumerateArray().Select(static tag => Text(tag, "name")!).Select(name => new DescribedSubject(char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' '), [.. operations[name]]))],
            [.. Shared(root).Where(static r => r.Name == "Decided").SelectMany(static r => r.Value.GetProperty("headers").EnumerateObject()).Select(static h => (h.Name, Text(h.Value, "description") ?? ""))],
            [.. Shared(root).Where(static r => r.Name.StartsWith(Failure, StringComparison.Ordinal)).Select(static r => (r.Name[Failure.Length..], Text(r.Value, "description") ?? ""))]);
    }

    private static IEnumerable<JsonProperty> Shared(JsonElement root) =>
        root.GetProperty("components").TryGetProperty("responses", out var responses) ? responses.EnumerateObject() : [];

    private static DescribedOperation Operation(string call, JsonElement operation, JsonElement root)
    {
        var parameters = operation.GetProperty("parameters").EnumerateArray().Select(given => Resolved(given, root))
            .Select(static p => (Text(p, "name") ?? "", $"in the {Text(p, "in")}{(Text(p, "description") is { } what ? ": " + what : "")}"));
        var shapes = operation.GetProperty("responses").EnumerateObject().Where(static answer => answer.Name[0] == '2').Select(answer => $"{answer.Name}: {Shape(Resolved(answer.Value, root), root)}");
        if (operation.TryGetProperty("requestBody", out var body))
        {
            shapes = shapes.Prepend($"Body: {Text(body, "description") ?? Shape(body, root)}");
        }

        return new DescribedOperation(call, Text(operation, "summary"), Text(operation, "description"), [.. parameters], [.. shapes]);
    }

    /// <summary>Media types, and the members of the schema where one is named.</summary>
    private static string Shape(JsonElement holder, JsonElement root)
    {
        if (!holder.TryGetProperty("content", out var content))
        {
            return Text(holder, "description") ?? "";
        }

        var shapes = new List<string>();
        foreach (var media in content.EnumerateObject())
        {
            string members = "";
            if (media.Value.TryGetProperty("schema", out var given))
            {
                var schema = Resolved(given, root);
                members = schema.TryGetProperty("properties", out var properties) ? string.Join(", ", properties.EnumerateObject().Select(static p => p.Name)) : Text(schema, "description") ?? "";
            }

            shapes.Add(members.Length == 0 ? media.Name : $"{media.Name} with {members}");
        }

        return string.Join(", or ", shapes);
    }

    /// <summary>The thing itself, or what it refers to (<c>#/components/…/NAME</c>).</summary>
    private static JsonElement Resolved(JsonElement element, JsonElement root) =>
        Text(element, "$ref") is { } reference ? reference.Split('/').Skip(1).Aggregate(root, static (at, name) => at.GetProperty(name)) : element;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
