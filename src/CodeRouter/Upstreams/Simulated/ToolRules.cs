using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What is refused about tool definitions: names and parameter schemas.</summary>
internal static class ToolRules
{
    public static VendorRefusal? CheckOpenAI(JsonElement body, Func<JsonElement, JsonElement?> definition, string place)
    {
        int i = -1;
        foreach (var tool in body.Items("tools"))
        {
            i++;
            string type = tool.Str("type") ?? "";
            if (type is not ("function" or "custom"))
            {
                continue;
            }

            if (definition(tool) is not { } function)
            {
                return new(400, $"Missing required parameter: 'tools[{i}].{type}'.", "missing_required_parameter", $"tools[{i}].{type}");
            }

            string name = function.Str("name") ?? "";
            if (!IsName(name, 64, dots: false))
            {
                string at = string.Format(CultureInfo.InvariantCulture, place, i);
                return new(400, $"Invalid '{at}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.", "invalid_value", at);
            }

            if (function.Get("parameters") is { ValueKind: JsonValueKind.Object } schema && schema.Str("type") is not "object")
            {
                return new(400, $"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{schema.Str("type") ?? "None"}\"'.", "invalid_function_parameters", $"tools[{i}].function.parameters");
            }
        }

        return null;
    }

    public static bool IsName(string name, int longest, bool dots) =>
        name.Length > 0 && name.Length <= longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || (dots && c is '.' or ':'));

    /// <summary>The first schema keyword that Gemini's <c>parameters</c> does not know; null when all are fine.</summary>
    public static string? UnknownToGemini(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().Select(UnknownToGemini).FirstOrDefault(word => word is not null);
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in schema.EnumerateObject())
        {
            if (member.Name is "$schema" or "$ref" or "$defs" or "definitions" or "const" or "exclusiveMinimum" or "exclusiveMaximum" or "patternProperties" or "propertyNames")
            {
                return member.Name;
            }

            string? inner = member.Name switch
            {
                "properties" => member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().Select(p => UnknownToGemini(p.Value)).FirstOrDefault(w => w is not null) : null,
                "enum" or "required" or "description" or "default" or "example" or "title" => null,
                _ => UnknownToGemini(member.Value),
            };
            if (inner is not null)
            {
                return inner;
            }
        }

        return null;
    }
}
