using System.Text.Json;
using CodeRouter.Admin;
using CodeRouter.Gateway;

namespace CodeRouter.Dashboard.Public;

/// <summary>The API reference, made from the two OpenAPI documents that the router serves.</summary>
internal sealed class ApiReference(DashboardParts parts)
{
    private readonly Lazy<Html> _data = new(static () => Of(DataPlaneApi.Write(ServedPaths.All, ServiceEndpoints.Version)));
    private readonly Lazy<Html> _administration = new(() => Of(OpenApi.Write(parts.Admin.Endpoints, ServiceEndpoints.Version)));

    public void WriteData(Html to) => to.Add($"<p>Made from <a href=\"/openapi.json\"><code>/openapi.json</code></a>. The administration has <a href=\"/docs/api/admin\">a page of its own</a>.</p>{_data.Value}");

    public void WriteAdministration(Html to) => to.Add($"<p>Made from <a href=\"/admin/openapi.json\"><code>/admin/openapi.json</code></a>. Clients can be generated from it.</p>{_administration.Value}");

    private static Html Of(byte[] openApi)
    {
        using var document = JsonDocument.Parse(openApi);
        var root = document.RootElement;
        var to = new Html().Add($"<p>{Text(root.GetProperty("info"), "description")}</p>");
        foreach (var tag in root.GetProperty("tags").EnumerateArray())
        {
            string name = Text(tag, "name")!;
            to.Add($"<h2>{char.ToUpperInvariant(name[0]).ToString()}{name[1..].Replace('-', ' ')}</h2>");
            foreach (var path in root.GetProperty("paths").EnumerateObject())
            {
                foreach (var method in path.Value.EnumerateObject())
                {
                    if (method.Value.GetProperty("tags")[0].ValueEquals(name))
                    {
                        Operation(to, $"{method.Name.ToUpperInvariant()} {path.Name}", method.Value, root);
                    }
                }
            }
        }

        return to;
    }

    private static void Operation(Html to, string call, JsonElement operation, JsonElement root)
    {
        to.Add($"<details class=\"operation\"><summary><code>{call}</code> {Text(operation, "summary")}</summary>");
        if (Text(operation, "description") is { } says)
        {
            to.Add($"<p>{says}</p>");
        }

        if (operation.GetProperty("parameters").GetArrayLength() > 0)
        {
            to.Add($"<dl>");
            foreach (var given in operation.GetProperty("parameters").EnumerateArray())
            {
                var parameter = Resolved(given, root);
                to.Add($"<dt><code>{Text(parameter, "name")}</code></dt><dd>in the {Text(parameter, "in")}{(Text(parameter, "description") is { } what ? ": " + what : "")}</dd>");
            }

            to.Add($"</dl>");
        }

        if (operation.TryGetProperty("requestBody", out var body))
        {
            to.Add($"<p>Body: {Text(body, "description") ?? Shape(body, root)}</p>");
        }

        foreach (var answer in operation.GetProperty("responses").EnumerateObject())
        {
            if (answer.Name[0] == '2')
            {
                to.Add($"<p>{answer.Name}: {Shape(Resolved(answer.Value, root), root)}</p>");
            }
        }

        to.Add($"</details>");
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
