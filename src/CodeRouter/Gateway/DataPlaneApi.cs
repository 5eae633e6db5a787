using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeRouter.Gateway;

/// <summary>
/// The description of everything outside the administration (OpenAPI 3.1), made from the table of served paths. Bodies and answers of
/// conversations are the vendors' own and described by their names.
/// </summary>
public static class DataPlaneApi
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, string Says)[] RequestHeaders =
    [
        ("X-CodeRouter-Session", "Which session the step belongs to, where the client says none of its own"),
        ("X-CodeRouter-Repo", "The repository that is worked on; what a header cannot carry is percent-encoded"),
        ("X-CodeRouter-Pin", "This model and no other"),
        ("X-CodeRouter-Budget", "USD that the session may cost at most"),
        ("X-CodeRouter-Dry-Run", "1: decide and say so, send nothing; the answer is that of POST /v1/coderoute/explain"),
    ];

    private static readonly (string Name, string Says)[] AnswerHeaders =
    [
        ("X-CodeRouter-Decision", "Id of the decision; GET /v1/coderoute/decisions/{id} has all of it"),
        ("X-CodeRouter-Model", "The model that answered"),
        ("X-CodeRouter-Tier", "local, cheap, balanced or strong"),
        ("X-CodeRouter-Phase", "What kind of work it was taken for"),
        ("X-CodeRouter-Phase-Confidence", "0 to 1"),
        ("X-CodeRouter-Kind", "turn, tool_continuation, title, compaction, subagent or housekeeping"),
        ("X-CodeRouter-Reason", "Why, in one line"),
        ("X-CodeRouter-Rule", "The routing decision that matched, if any"),
        ("X-CodeRouter-Cost", "USD; unknown where a price is; an estimate on streams"),
        ("X-CodeRouter-Cost-If-Opus", "The same on the baseline model"),
        ("X-CodeRouter-Baseline", "The baseline model's name"),
        ("X-CodeRouter-Savings", "Of the baseline's cost, in percent"),
        ("X-CodeRouter-Session", "The session it was counted to"),
        ("X-CodeRouter-Agent", "The coding agent that was recognised"),
        ("X-CodeRouter-Request-Hash", "Names the request in feedback"),
        ("X-CodeRouter-Cache", "hit, miss or bypass"),
        ("X-CodeRouter-Loss", "What a translation had to leave out"),
        ("X-CodeRouter-Limits", "What is left of the limits of the key and its group, left/most; on answers to keys that have any"),
    ];

    private static readonly (string Status, string Says)[] Failures =
    [
        ("400", "Malformed"), ("401", "No key, or a bad one"), ("402", "A budget is used up"), ("403", "Not allowed for this key"), ("404", "Unknown model or path"), ("413", "Too large"),
        ("422", "Cannot be expressed on the chosen model"), ("429", "A limit; retry-after says how long"), ("502", "The upstream failed"), ("503", "Not now; retry-after says how long"), ("504", "The upstream was silent too long"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = new Lazy<byte[]>(static () => Write(ServedPaths.All, ServiceEndpoints.Version));
        routes.MapGet("/openapi.json", async http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = document.Value.Length;
            await http.Response.BodyWriter.WriteAsync(document.Value, http.RequestAborted);
        });
    }

    /// <summary>The document as UTF-8 JSON.</summary>
    public static byte[] Write(IReadOnlyList<ServedPath> served, string version)
    {
        var paths = new JsonObject();
        foreach (var one in served)
        {
            var methods = paths[one.Path] as JsonObject ?? [];
            methods[one.Method.ToLowerInvariant()] = Operation(one);
            paths[one.Path] = methods;
        }

        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["openapi"] = "3.1.0",
                ["info"] = new JsonObject { ["title"] = "CodeRouter", ["version"] = version, ["description"] = "One base URL for coding agents. Keys are needed unless the router listens on loopback only. Failures have the caller's own format." },
                ["servers"] = new JsonArray(new JsonObject { ["url"] = "./" }),
                ["tags"] = new JsonArray([.. served.Select(static s => s.Group).Distinct(StringComparer.Ordinal).Select(static g => (JsonNode?)new JsonObject { ["name"] = g })]),
                ["paths"] = paths,
                ["components"] = new JsonObject
                {
                    ["parameters"] = new JsonObject(RequestHeaders.Select(static h => KeyValuePair.Create(h.Name, (JsonNode?)Parameter(h.Name, "header", h.Says, required: false)))),
                    ["responses"] = Answers(),
                    ["schemas"] = DataPlaneSchemas.All(),
                    ["securitySchemes"] = new JsonObject
                    {
                        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key of this router (cr-…)" },
                        ["anthropic"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key" },
                        ["gemini"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-goog-api-key" },
                        ["query"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = "key" },
                    },
                },
            },
            Options);
    }

    private static JsonObject Operation(ServedPath one)
    {
        var parameters = new JsonArray();
        for (int at = one.Path.IndexOf('{', StringComparison.Ordinal); at >= 0; at = one.Path.IndexOf('{', at + 1))
        {
            parameters.Add(Parameter(one.Path[(at + 1)..one.Path.IndexOf('}', at)], "path", null, required: true));
        }

        foreach (var (name, says) in one.Query)
        {
            parameters.Add(Parameter(name, "query", says, required: false));
        }

        foreach (var (name, _) in one.IsRouted ? RequestHeaders : [])
        {
            parameters.Add(Reference("parameters", name));
        }

        var operation = new JsonObject
        {
            ["operationId"] = string.Concat($"{one.Method.ToLowerInvariant()} {one.Path}".Split('/', '{', '}', ':', '_', '-', '.', ' ').Where(static p => p.Length > 0).Select(static (p, i) => i == 0 ? p : char.ToUpperInvariant(p[0]) + p[1..])),
            ["tags"] = new JsonArray(one.Group),
            ["summary"] = char.ToUpperInvariant(one.Purpose[0]) + one.Purpose[1..],
            ["parameters"] = parameters,
            ["responses"] = Responses(one),
            ["security"] = one.IsOpen ? new JsonArray() : new JsonArray([.. ((string[])["bearer", "anthropic", "gemini", "query"]).Select(static s => (JsonNode?)new JsonObject { [s] = new JsonArray() })]),
        };
        if (one.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["description"] = body, ["content"] = new JsonObject { [body.StartsWith("A form", StringComparison.Ordinal) ? "multipart/form-data" : "application/json"] = new JsonObject { ["schema"] = one.Takes is { } takes ? Reference("schemas", takes) : new JsonObject { ["type"] = "object" } } } };
        }

        return operation;
    }

    private static JsonObject Responses(ServedPath one)
    {
        if (!one.IsRouted)
        {
            var plain = Done(one.Answers);
            if (one.Gives is { } gives)
            {
                plain["content"]![one.Answers] = new JsonObject { ["schema"] = Reference("schemas", gives) };
            }

            var answers = new JsonObject { [one.Success] = plain };
            foreach (string status in one.Fails)
            {
                answers[status] = Reference("responses", "Failure" + status);
            }

            return answers;
        }

        var responses = new JsonObject { ["200"] = Reference("responses", one.Streams ? "DecidedOrStream" : "Decided") };
        foreach (var (status, _) in Failures)
        {
            responses[status] = Reference("responses", "Failure" + status);
        }

        return responses;
    }

    private static JsonObject Answers()
    {
        var answers = new JsonObject { ["Decided"] = Decided("application/json"), ["DecidedOrStream"] = Decided("application/json", "text/event-stream") };
        foreach (var (status, says) in Failures)
        {
            answers["Failure" + status] = new JsonObject { ["description"] = says, ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference("schemas", "Failure") } } };
        }

        return answers;
    }

    private static JsonObject Decided(params ReadOnlySpan<string> media)
    {
        var answer = Done(media);
        answer["headers"] = new JsonObject(AnswerHeaders.Select(static h => KeyValuePair.Create(h.Name, (JsonNode?)new JsonObject { ["description"] = h.Says, ["schema"] = new JsonObject { ["type"] = "string" } })));
        return answer;
    }

    private static JsonObject Done(params ReadOnlySpan<string> media)
    {
        var content = new JsonObject();
        foreach (string one in media)
        {
            content[one] = new JsonObject();
        }

        return new JsonObject { ["description"] = "Done", ["content"] = content };
    }

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static JsonObject Parameter(string name, string where, string? says, bool required)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = where, ["required"] = required, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (says is not null)
        {
            parameter["description"] = says;
        }

        return parameter;
    }
}
