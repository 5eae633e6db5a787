using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeRouter.Admin;

/// <summary>The description of the administration's endpoints (OpenAPI 3.1), made from the table of endpoints.</summary>
internal static class OpenApi
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(IReadOnlyList<AdminEndpoint> endpoints, string version)
    {
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
        {
            string path = "/admin/v1" + endpoint.Path;
            var methods = paths[path] as JsonObject ?? [];
            methods[endpoint.Method.ToLowerInvariant()] = Operation(endpoint);
            paths[path] = methods;
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "CodeRouter administration",
                ["version"] = version,
                ["description"] = "Keys, token groups, channels, models, model groups, signals, decisions, versions of the configuration, use and the audit log. Credentials are never given back. A change may carry If-Match with the ETag of what it was made from; where somebody else changed it meanwhile the answer is 409. A query or a member of a body that is not known is refused with 400; of channels, models, groups, signals and decisions it is kept and warned of, as in the configuration file.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "../" }),
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. endpoints.Select(static e => e.Tag).Distinct(StringComparer.Ordinal).Select(static t => (JsonNode?)new JsonObject { ["name"] = t })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key (cr-…) with the role the endpoint needs" },
                    ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key" },
                },
                ["schemas"] = OpenApiSchemas.All(),
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, Options);
    }

    private static JsonObject Operation(AdminEndpoint endpoint)
    {
        var parameters = new JsonArray();
        foreach (string name in endpoint.Path.Split('/').Where(static part => part.StartsWith('{')))
        {
            parameters.Add(Parameter(endpoint, name.Trim('{', '}'), "path", null, required: true));
        }

        foreach (var (name, says) in endpoint.Query)
        {
            parameters.Add(Parameter(endpoint, name, "query", says, required: false));
        }

        if (endpoint.Conditional)
        {
            parameters.Add(Parameter(endpoint, "If-Match", "header", "The ETag of what the change was made from", required: false));
        }

        var operation = new JsonObject
        {
            ["operationId"] = endpoint.Id,
            ["tags"] = new JsonArray(endpoint.Tag),
            ["summary"] = endpoint.Summary,
            ["description"] = $"Needs the role {endpoint.Role.ToString().ToLowerInvariant()}.",
            ["parameters"] = parameters,
            ["responses"] = Responses(endpoint),
        };
        if (endpoint.Request is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(body, null) };
        }

        return operation;
    }

    private static JsonObject Responses(AdminEndpoint endpoint)
    {
        var responses = new JsonObject
        {
            [endpoint.Success.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new JsonObject { ["description"] = "Done", ["content"] = Content(endpoint.Answer, endpoint.AlsoAs) },
        };
        if (endpoint.Conditional || endpoint.Revised)
        {
            responses[endpoint.Success.ToString(System.Globalization.CultureInfo.InvariantCulture)]!["headers"] = new JsonObject { ["ETag"] = new JsonObject { ["description"] = "The revision, to be sent as If-Match with the next change", ["schema"] = new JsonObject { ["type"] = "string" } } };
        }

        foreach (var (status, says) in ((string, string)[])[("400", "Something is wrong with what was sent; problems name each"), ("401", "No key, or not one of ours"), ("403", "The key's role does not reach"), ("404", "There is none"), ("409", "Changed by somebody else meanwhile, or there already"), ("413", "The body is too large"), ("503", "The store cannot be reached; retry-after says how long")])
        {
            responses[status] = new JsonObject { ["description"] = says, ["content"] = Content("Error", null) };
        }

        return responses;
    }

    private static JsonObject Content(string schema, string? also)
    {
        var content = new JsonObject();
        if (schema != "Statement")
        {
            content["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + schema } };
        }

        if (also is not null)
        {
            content[also] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        }

        return content;
    }

    private static JsonObject Parameter(AdminEndpoint endpoint, string name, string where, string? says, bool required)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = where, ["required"] = required, ["schema"] = Schema(endpoint, name) };
        if (says is not null)
        {
            parameter["description"] = says;
        }

        return parameter;
    }

    // A generator makes a type of it: a number has to be one.
    private static JsonObject Schema(AdminEndpoint endpoint, string name) => name switch
    {
        "limit" => new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1000, ["default"] = endpoint.UsualLimit },
        "offset" => new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["default"] = 0 },
        "number" or "from" or "to" => new JsonObject { ["type"] = "integer" },
        "format" => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("json", "csv") },
        "group_by" => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("session", "model", "phase", "key", "user", "team", "repo", "agent", "tier", "day") },
        _ => new JsonObject { ["type"] = "string" },
    };
}
