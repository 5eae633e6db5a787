using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// JSON schemas as each vendor takes them. A schema that needs nothing is passed on byte for byte; only what a vendor would refuse is
/// rewritten, on a tree of that schema alone.
/// </summary>
internal static class SchemaRewriter
{
    public static ReadOnlySpan<byte> NoArguments => "{\"type\":\"object\",\"properties\":{}}"u8;

    // What Gemini's JSON-schema fields are documented to read; anything else is refused there. References are kept only where they must be.
    private static readonly HashSet<string> GeminiWords = new(StringComparer.Ordinal)
    {
        "type", "format", "title", "description", "enum", "items", "prefixItems", "minItems", "maxItems", "minimum", "maximum", "anyOf",
        "properties", "additionalProperties", "required", "propertyOrdering", "nullable", "$defs",
    };

    // What Anthropic's structured output refuses.
    private static readonly string[] AnthropicRefuses =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "pattern", "contains", "minContains", "maxContains",
        "minProperties", "maxProperties", "propertyNames", "patternProperties", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems",
    ];

    // The formats of a text that it knows; any other is refused.
    private static readonly HashSet<string> AnthropicFormats = new(StringComparer.Ordinal) { "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid" };

    // How deep a schema that contains itself is said where it cannot be.
    private const int Levels = 4;

    // What OpenAI's strict mode refuses.
    private static readonly string[] OpenAIRefuses =
        ["allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties"];

    /// <summary>Lower-case types and no <c>nullable</c>: Gemini's own spelling of a schema turned into plain JSON schema.</summary>
    public static byte[]? FromGemini(byte[]? schema)
    {
        if (schema is null || Parse(schema) is not { } node)
        {
            return schema;
        }

        Walk(node, Lower);
        return Bytes(node);
    }

    /// <summary>A tool's arguments: the root must say that it is an object.</summary>
    public static byte[] ForTool(byte[]? schema)
    {
        if (schema is null || !new JsonSpan(schema).HasItems)
        {
            return NoArguments.ToArray();
        }

        var type = new JsonSpan(schema)["type"u8];
        if (type.Is("object"u8))
        {
            return schema;
        }

        if (Parse(schema) is not JsonObject root)
        {
            return NoArguments.ToArray();
        }

        root["type"] = "object";
        return Bytes(root);
    }

    /// <summary>Anthropic takes no combination at the root of a tool's schema, and what is held strictly follows the rules of its structured output.</summary>
    public static byte[] ForAnthropicTool(byte[]? schema, bool strict, Losses losses)
    {
        byte[] open = WithoutCombination(ForTool(schema), losses);
        return strict ? ForAnthropicOutput(open, losses) : open;
    }

    /// <summary>The members of what is combined at the root, lifted into one object.</summary>
    private static byte[] WithoutCombination(byte[] plain, Losses losses)
    {
        var span = new JsonSpan(plain);
        if (!span["anyOf"u8].Exists && !span["oneOf"u8].Exists && !span["allOf"u8].Exists)
        {
            return plain;
        }

        var root = (JsonObject)Parse(plain)!;
        var properties = root["properties"] as JsonObject ?? [];
        foreach (string word in new[] { "anyOf", "oneOf", "allOf" })
        {
            foreach (var branch in (root[word] as JsonArray ?? []).OfType<JsonObject>())
            {
                foreach (var (name, value) in branch["properties"] as JsonObject ?? [])
                {
                    properties.TryAdd(name, value?.DeepClone());
                }
            }

            root.Remove(word);
        }

        root["properties"] = properties.DeepClone();
        losses.Add("schema_keywords");
        return Bytes(root);
    }

    /// <summary>Anthropic's structured output wants every object closed, and refuses bounds.</summary>
    public static byte[] ForAnthropicOutput(byte[] schema, Losses losses)
    {
        if (Parse(schema) is not { } node)
        {
            return schema;
        }

        if (node is JsonObject root && SchemaReferences.HoldsItself(root) && SchemaReferences.Inlined(root, Levels) is { } levels)
        {
            // It is taken to no depth at all, so a few levels of it are said one by one.
            losses.Add("schema_keywords");
            node = levels;
        }

        Walk(node, part =>
        {
            if (IsObject(part))
            {
                losses.AddIf(part["additionalProperties"] is JsonObject, "schema_keywords");
                part["additionalProperties"] = false;
            }

            if (part["oneOf"] is JsonArray one && part["anyOf"] is null)
            {
                part.Remove("oneOf");
                part["anyOf"] = one;
            }

            losses.AddIf(part["format"] is JsonValue format && (!format.TryGetValue(out string? known) || !AnthropicFormats.Contains(known)) && part.Remove("format"), "schema_keywords");
            foreach (string word in AnthropicRefuses)
            {
                losses.AddIf(part.Remove(word), "schema_keywords");
            }

            // Of this bound it takes 0 and 1.
            losses.AddIf(part["minItems"] is JsonValue least && least.TryGetValue(out double count) && count > 1 && part.Remove("minItems"), "schema_keywords");
        });
        return Bytes(node);
    }

    /// <summary>
    /// What OpenAI's strict mode takes: every object closed and all its members required. Objects that say nothing of other members are closed
    /// for it; null where the schema leaves anything else open.
    /// </summary>
    public static byte[]? ForOpenAIStrict(byte[] schema)
    {
        if (Parse(schema) is not JsonObject root || root["anyOf"] is not null || !IsObject(root))
        {
            return null;
        }

        bool fits = true, closes = false;
        Walk(root, part =>
        {
            fits &= !OpenAIRefuses.Any(part.ContainsKey);
            if (IsObject(part))
            {
                // An object of any members cannot be closed without emptying it.
                var properties = part["properties"] as JsonObject;
                bool isSilent = properties is not null && !part.ContainsKey("additionalProperties");
                fits &= isSilent || (part["additionalProperties"] is JsonValue open && open.TryGetValue(out bool more) && !more);
                fits &= (properties ?? []).All(p => IsRequired(part, p.Key));
                closes |= isSilent;
                if (isSilent)
                {
                    part["additionalProperties"] = false;
                }
            }
        });
        return !fits ? null : closes ? Bytes(root) : schema;
    }

    private static bool IsObject(JsonObject schema) =>
        schema.ContainsKey("properties") || (schema["type"] is JsonArray types ? types.Any(IsTheWord) : IsTheWord(schema["type"]));

    private static bool IsTheWord(JsonNode? type) => type is JsonValue value && value.TryGetValue(out string? word) && word is "object";

    private static bool IsRequired(JsonObject schema, string name) =>
        schema["required"] is JsonArray required && required.Any(r => r is JsonValue value && value.TryGetValue(out string? listed) && listed == name);

    /// <summary>References inlined, unknown keywords dropped or said otherwise.</summary>
    public static byte[] ForGemini(byte[] schema, Losses losses)
    {
        if (Parse(schema) is not JsonObject root)
        {
            return schema;
        }

        // What contains itself has no end without references, and what names the same piece again and again grows beyond all bounds.
        return Bytes(Gemini(SchemaReferences.HoldsItself(root) ? SchemaReferences.Kept(root, losses) : SchemaReferences.Inlined(root) ?? SchemaReferences.Kept(root, losses), losses));
    }

    /// <summary>Whether it refers to itself: such a schema goes on without end.</summary>
    public static bool HoldsItself(byte[]? schema) => schema is not null && schema.AsSpan().IndexOf("$ref"u8) >= 0 && Parse(schema) is JsonObject root && SchemaReferences.HoldsItself(root);

    private static JsonNode? Parse(byte[] schema)
    {
        try
        {
            var node = JsonNode.Parse(EscapedHalves.Replaced(schema).Span, documentOptions: new JsonDocumentOptions { MaxDepth = JsonScanner.MaxDepth });

            // A name given twice shows only when an object is looked into; such a schema is passed on as it is.
            Walk(node, part => _ = part.Count);
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Bytes(JsonNode node) => JsonOut.Body(writer => node.WriteTo(writer, new JsonSerializerOptions { MaxDepth = JsonScanner.MaxDepth }));

    /// <summary>Visits every schema within a schema; a property that happens to be called like a keyword is none.</summary>
    internal static void Walk(JsonNode? node, Action<JsonObject> visit)
    {
        if (node is not JsonObject schema)
        {
            return;
        }

        visit(schema);
        foreach (string word in new[] { "properties", "$defs", "definitions", "patternProperties" })
        {
            foreach (var (_, value) in schema[word] as JsonObject ?? [])
            {
                Walk(value, visit);
            }
        }

        foreach (string word in new[] { "items", "additionalProperties", "not", "if", "then", "else" })
        {
            Walk(schema[word], visit);
        }

        foreach (string word in new[] { "anyOf", "oneOf", "allOf", "prefixItems" })
        {
            foreach (var value in schema[word] as JsonArray ?? [])
            {
                Walk(value, visit);
            }
        }
    }

    private static void Lower(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && type.TryGetValue(out string? word))
        {
            string lower = word.ToLowerInvariant();
            bool nullable = schema["nullable"] is JsonValue flag && flag.TryGetValue(out bool yes) && yes;
            schema["type"] = nullable ? new JsonArray(lower, "null") : lower;
        }

        schema.Remove("nullable");
        schema.Remove("propertyOrdering");
        if (schema["format"] is JsonValue format && format.TryGetValue(out string? name) && name is "enum")
        {
            schema.Remove("format");
        }

        foreach (string bound in new[] { "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties" })
        {
            // Google writes 64-bit numbers as text.
            if (schema[bound] is JsonValue value && value.TryGetValue(out string? digits) && long.TryParse(digits, out long number))
            {
                schema[bound] = number;
            }
        }
    }

    private static JsonNode Gemini(JsonNode node, Losses losses)
    {
        if (node is not JsonObject schema)
        {
            return node.DeepClone();
        }

        Say(schema);
        if (schema["$ref"] is { } reference)
        {
            // Nothing else may stand beside it.
            return new JsonObject { ["$ref"] = reference.DeepClone() };
        }

        var copy = new JsonObject();
        foreach (var (name, value) in schema)
        {
            if (!GeminiWords.Contains(name))
            {
                losses.AddIf(name is not ("$schema" or "$id" or "$comment" or "examples" or "default" or "deprecated" or "strict"), "schema_keywords");
                continue;
            }

            copy[name] = value switch
            {
                JsonObject properties when name is "properties" or "$defs" => new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Gemini(p.Value, losses)))),
                JsonArray list when name is "anyOf" or "prefixItems" => new JsonArray([.. list.Select(e => e is null ? null : Gemini(e, losses))]),
                JsonObject inner when name is "items" or "additionalProperties" => Gemini(inner, losses),
                _ => value?.DeepClone(),
            };
        }

        return copy;
    }

    /// <summary>Says in known words what unknown ones mean.</summary>
    private static void Say(JsonObject schema)
    {
        if (schema["oneOf"] is JsonArray one && schema["anyOf"] is null)
        {
            schema.Remove("oneOf");
            schema["anyOf"] = one;
        }

        if (schema["const"] is { } constant && schema["enum"] is null)
        {
            schema.Remove("const");
            schema["enum"] = new JsonArray(constant);
        }

        if (schema["allOf"] is JsonArray all)
        {
            schema.Remove("allOf");
            foreach (var part in all.OfType<JsonObject>())
            {
                Merge(schema, part);
            }
        }
    }

    private static void Merge(JsonObject into, JsonObject part)
    {
        foreach (var (name, value) in part)
        {
            if (into[name] is null)
            {
                into[name] = value?.DeepClone();
            }
            else if (into[name] is JsonObject own && value is JsonObject other && name is "properties")
            {
                Merge(own, other);
            }
            else if (into[name] is JsonArray list && value is JsonArray more && name is "required")
            {
                foreach (var entry in more)
                {
                    list.Add(entry?.DeepClone());
                }
            }
        }
    }
}
