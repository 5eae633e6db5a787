using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What Gemini refuses.</summary>
internal static class GeminiRules
{
    public static VendorRefusal? Check(SimulatedCall call)
    {
        var body = call.Body.Get("generateContentRequest") ?? call.Body;
        if (ForeignWords.FirstIn(body, ForeignWords.InGemini) is { } foreign)
        {
            return new(400, $"Invalid JSON payload received. Unknown name \"{foreign}\": Cannot find field.");
        }

        foreach (var group in body.Items("tools"))
        {
            foreach (var tool in group.Items("functionDeclarations").Concat(group.Items("function_declarations")))
            {
                string name = tool.Str("name") ?? "";
                if (!ToolRules.IsName(name, 128, dots: true) || char.IsAsciiDigit(name[0]))
                {
                    return new(400, $"* GenerateContentRequest.tools[0].function_declarations[0].name: Invalid function name '{name}'. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.");
                }

                if (tool.Get("parameters") is { } schema && ToolRules.UnknownToGemini(schema) is { } word)
                {
                    return new(400, $"Invalid JSON payload received. Unknown name \"{word}\" at 'tools[0].function_declarations[0].parameters': Cannot find field.");
                }
            }
        }

        return body.Items("contents").Any() ? CheckContents(body) : new(400, "* GenerateContentRequest.contents: contents is not specified");
    }

    private static VendorRefusal? CheckContents(JsonElement body)
    {
        int open = 0, i = -1;
        string last = "";
        foreach (var content in body.Items("contents"))
        {
            i++;
            string role = content.Str("role") ?? "user";
            if (role is not ("user" or "model" or "function"))
            {
                return new(400, "Please use a valid role: user, model.");
            }

            var parts = content.Items("parts").ToArray();
            if (parts.Length == 0)
            {
                return new(400, $"* GenerateContentRequest.contents[{i}].parts: contents.parts must not be empty.");
            }

            if (parts.Any(part => part.ValueKind != JsonValueKind.Object || !part.EnumerateObject().Any()))
            {
                return new(400, $"* GenerateContentRequest.contents[{i}].parts[0].data: required oneof field 'data' must have one initialized field");
            }

            int calls = parts.Count(part => part.Has("functionCall")), answers = parts.Count(part => part.Has("functionResponse"));
            if (parts.Any(part => part.Str("thoughtSignature") is { } s && s is not ("skip_thought_signature_validator" or "context_engineering_is_the_way_to_go") && !Convert.TryFromBase64String(s, new byte[s.Length], out _)))
            {
                return new(400, $"Invalid value at 'contents[{i}].parts[0].thought_signature' (TYPE_BYTES), Base64 decoding failed.");
            }

            if (calls > 0 && last.Length == 0)
            {
                return new(400, "Please ensure that function call turn comes immediately after a user turn or after a function response turn.");
            }

            if (role is "model")
            {
                open += calls;
            }
            else if (answers > open || (open > 0 && answers == 0))
            {
                return new(400, "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            }
            else
            {
                open -= answers;
            }

            last = role;
        }

        return open > 0 ? new(400, "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.") : null;
    }
}
