using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Mcp;

/// <summary>A call that cannot be answered, with JSON-RPC's code for why.</summary>
public sealed class JsonRpcException(int code, string message) : Exception(message)
{
    public const int ParseError = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602, InternalError = -32603;

    public int Code => code;
}

/// <summary>Model Context Protocol over JSON-RPC 2.0: one message in, one answer or none out, whatever carries them.</summary>
public sealed class JsonRpc(McpTools tools, string version)
{
    /// <summary>Of the protocol, newest first.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>Null for a notification or an answer, which are not answered.</summary>
    public async Task<string?> AnswerAsync(string line, CancellationToken cancellationToken)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(EscapedHalves.Replaced(line));
        }
        catch (JsonException)
        {
            return Error(default, JsonRpcException.ParseError, "The line is not JSON.");
        }

        using (document)
        {
            var root = document.RootElement;
            var id = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("id", out var given) ? given : default;
            bool identified = id.ValueKind is JsonValueKind.String or JsonValueKind.Number;
            if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("method", out _) && (root.TryGetProperty("result", out _) || root.TryGetProperty("error", out _)))
            {
                return null;
            }

            if (root.ValueKind != JsonValueKind.Object || !Is(root, "jsonrpc", "2.0") || !root.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String || (id.ValueKind != JsonValueKind.Undefined && !identified))
            {
                return Error(identified ? id : default, JsonRpcException.InvalidRequest, "This is no JSON-RPC 2.0 request: jsonrpc \"2.0\", a method, and an id that is a text or a number.");
            }

            try
            {
                var parameters = root.TryGetProperty("params", out var named) ? named : default;
                if (!identified)
                {
                    return null;
                }

                var result = await ResultAsync(method.GetString()!, parameters, cancellationToken);
                return McpTools.Object(json =>
                {
                    json.WriteString("jsonrpc", "2.0");
                    json.WritePropertyName("id");
                    id.WriteTo(json);
                    json.WriteStartObject("result");
                    result(json);
                    json.WriteEndObject();
                });
            }
            catch (JsonRpcException e)
            {
                return Error(id, e.Code, e.Message);
            }
        }
    }

    private async Task<Action<Utf8JsonWriter>> ResultAsync(string method, JsonElement parameters, CancellationToken cancellationToken) => method switch
    {
        "initialize" => Initialize(parameters),
        "ping" => static _ => { },
        "tools/list" => json => McpLists.Tools(json, tools.All),
        "tools/call" => await CallAsync(parameters, cancellationToken),
        "resources/list" => McpLists.Resources,
        "resources/templates/list" => static json =>
        {
            json.WriteStartArray("resourceTemplates");
            json.WriteEndArray();
        },
        "resources/read" => await ReadAsync(parameters, cancellationToken),
        "prompts/list" => McpLists.Prompts,
        "prompts/get" => McpLists.Prompt(Need(parameters, "name"), parameters.TryGetProperty("arguments", out var arguments) ? arguments : default),
        _ => throw new JsonRpcException(JsonRpcException.MethodNotFound, $"There is no method {method}."),
    };

    private Action<Utf8JsonWriter> Initialize(JsonElement parameters)
    {
        if (parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("clientInfo", out var client) && client.ValueKind == JsonValueKind.Object && client.TryGetProperty("name", out var name))
        {
            tools.ClientName = name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }

        string asked = Need(parameters, "protocolVersion");
        return json =>
        {
            json.WriteString("protocolVersion", Versions.Contains(asked, StringComparer.Ordinal) ? asked : Versions[0]);
            json.WriteStartObject("capabilities");
            foreach (string ability in (ReadOnlySpan<string>)["tools", "resources", "prompts"])
            {
                json.WriteStartObject(ability);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartObject("serverInfo");
            json.WriteString("name", "coderouter");
            json.WriteString("version", version);
            json.WriteEndObject();
        };
    }

    private async Task<Action<Utf8JsonWriter>> CallAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        string name = Need(parameters, "name");
        var tool = tools.All.FirstOrDefault(t => t.Name == name) ?? throw new JsonRpcException(JsonRpcException.InvalidParams, $"There is no tool {name}.");
        var arguments = parameters.TryGetProperty("arguments", out var given) ? given : default;
        if (tool.Misfit(arguments) is { } misfit)
        {
            throw new JsonRpcException(JsonRpcException.InvalidParams, misfit);
        }

        try
        {
            var answer = await tool.CallAsync(arguments, cancellationToken);
            return json => McpLists.Content(json, answer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            return json => McpLists.Content(json, new McpAnswer(McpTools.Object(o => o.WriteString("error", $"{e.Message.TrimEnd('.')}. coderouter doctor tells more.")), IsError: true));
        }
    }

    private async Task<Action<Utf8JsonWriter>> ReadAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        string uri = Need(parameters, "uri");
        if (uri != McpLists.PlanUri)
        {
            throw new JsonRpcException(JsonRpcException.InvalidParams, $"There is no resource {uri}.");
        }

        var answer = await tools.All.First(static t => t.Name == "capabilities").CallAsync(default, cancellationToken);
        return json => McpLists.Resource(json, answer.Text);
    }

    private static string Need(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonRpcException(JsonRpcException.InvalidParams, $"{name} is missing; it is a text.");

    private static bool Is(JsonElement root, string name, string text) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static string Error(JsonElement id, int code, string message) => McpTools.Object(json =>
    {
        json.WriteString("jsonrpc", "2.0");
        json.WritePropertyName("id");
        if (id.ValueKind == JsonValueKind.Undefined)
        {
            json.WriteNullValue();
        }
        else
        {
            id.WriteTo(json);
        }

        json.WriteStartObject("error");
        json.WriteNumber("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    });
}
