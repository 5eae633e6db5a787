using System.Text.Json.Nodes;

namespace CodeRouter.Core.Dialects;

/// <summary>What <c>$ref</c> in a JSON schema points at: put in its place, or kept as Gemini takes it.</summary>
internal static class SchemaReferences
{
    private const int MaxDepth = 8;

    // Schemas of tools have some hundred parts; a few references to references make millions of them.
    private const int MostParts = 8192;

    /// <summary>Every reference replaced by what it points at, as far down as <paramref name="depth"/> of them; null where that grows too large.</summary>
    public static JsonNode? Inlined(JsonObject root, int depth = MaxDepth)
    {
        int left = MostParts;
        var whole = Inline(root, root, depth, ref left);
        return left >= 0 ? whole : null;
    }

    /// <summary>A definition, or the schema itself, that leads back to itself.</summary>
    public static bool HoldsItself(JsonObject root)
    {
        var open = new HashSet<string>(StringComparer.Ordinal) { "#" };
        var done = new HashSet<string>(StringComparer.Ordinal);
        return Leads(root);

        bool Leads(JsonNode node)
        {
            foreach (string path in PathsIn(node))
            {
                if (open.Contains(path))
                {
                    return true;
                }

                if (!done.Add(path) || Resolve(root, path) is not { } target)
                {
                    continue;
                }

                open.Add(path);
                if (Leads(target))
                {
                    return true;
                }

                open.Remove(path);
            }

            return false;
        }
    }

    /// <summary>
    /// References to definitions as Gemini takes them: below <c>$defs</c>, and never back to where they stand from a member that is required,
    /// which would have no end. Others become an object of any kind.
    /// </summary>
    public static JsonObject Kept(JsonObject root, Losses losses)
    {
        var whole = (JsonObject)root.DeepClone();
        var definitions = new JsonObject();
        foreach (string word in new[] { "$defs", "definitions" })
        {
            foreach (var (name, value) in whole[word] as JsonObject ?? [])
            {
                definitions.TryAdd(name, value?.DeepClone());
            }

            whole.Remove(word);
        }

        SchemaRewriter.Walk(whole, part => Point(part, definitions, losses));
        foreach (var (name, value) in definitions)
        {
            SchemaRewriter.Walk(value, part => Point(part, definitions, losses));
            SchemaRewriter.Walk(value, part => Loosen(part, name, definitions, losses));
        }

        whole["$defs"] = definitions;
        return whole;
    }

    private static JsonNode Inline(JsonNode node, JsonObject root, int depth, ref int left)
    {
        if (--left < 0)
        {
            return new JsonObject();
        }

        if (node is JsonArray array)
        {
            var list = new JsonArray();
            foreach (var entry in array)
            {
                list.Add(entry is null ? null : Inline(entry, root, depth, ref left));
            }

            return list;
        }

        if (node is not JsonObject schema)
        {
            return node.DeepClone();
        }

        if (PathOf(schema) is { } path)
        {
            if (depth <= 0 || Resolve(root, path) is not { } target)
            {
                // A schema that contains itself has to end somewhere.
                return new JsonObject { ["type"] = "object" };
            }

            var inlined = Inline(target, root, depth - 1, ref left);
            if (inlined is JsonObject result && schema["description"] is { } description)
            {
                result["description"] = description.DeepClone();
            }

            return inlined;
        }

        var copy = new JsonObject();
        foreach (var (name, member) in schema)
        {
            if (name is not ("$defs" or "definitions"))
            {
                copy[name] = member is null ? null : Inline(member, root, depth, ref left);
            }
        }

        return copy;
    }

    private static void Point(JsonObject part, JsonObject definitions, Losses losses)
    {
        if (PathOf(part) is not { } path)
        {
            return;
        }

        string name = NameOf(path);
        if (definitions.ContainsKey(name))
        {
            part["$ref"] = "#/$defs/" + name;
            return;
        }

        part.Remove("$ref");
        part["type"] = "object";
        losses.Add("schema_keywords");
    }

    /// <summary>Members of a definition that lead back to it need not be there.</summary>
    private static void Loosen(JsonObject part, string definition, JsonObject definitions, Losses losses)
    {
        if (part["required"] is not JsonArray required)
        {
            return;
        }

        for (int i = required.Count - 1; i >= 0; i--)
        {
            if (required[i] is JsonValue value && value.TryGetValue(out string? member) && part["properties"]?[member] is { } schema && LeadsTo(schema, definition, definitions, []))
            {
                required.RemoveAt(i);
                losses.Add("schema_keywords");
            }
        }
    }

    private static bool LeadsTo(JsonNode schema, string definition, JsonObject definitions, HashSet<string> seen)
    {
        foreach (string name in PathsIn(schema).Select(NameOf))
        {
            if (string.Equals(name, definition, StringComparison.Ordinal) || (seen.Add(name) && definitions[name] is { } next && LeadsTo(next, definition, definitions, seen)))
            {
                return true;
            }
        }

        return false;
    }

    private static List<string> PathsIn(JsonNode schema)
    {
        var paths = new List<string>();
        SchemaRewriter.Walk(schema, part =>
        {
            if (PathOf(part) is { } path)
            {
                paths.Add(path);
            }
        });
        return paths;
    }

    private static string? PathOf(JsonObject schema) => schema["$ref"] is JsonValue value && value.TryGetValue(out string? path) ? path : null;

    private static string NameOf(string path) =>
        path.StartsWith("#/$defs/", StringComparison.Ordinal) ? path["#/$defs/".Length..] : path.StartsWith("#/definitions/", StringComparison.Ordinal) ? path["#/definitions/".Length..] : "";

    private static JsonNode? Resolve(JsonObject root, string path)
    {
        if (path is "#")
        {
            return root;
        }

        JsonNode? at = root;
        foreach (string step in path.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = (at as JsonObject)?[name];
        }

        return ReferenceEquals(at, root) ? null : at;
    }
}
