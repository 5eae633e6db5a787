using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>
/// A call that comes in pieces: each says where in the arguments it belongs (<c>$.recipe.steps[2]</c>) and what stands there; texts grow from
/// piece to piece. The arguments are put together on a tree of their own, which no other format has words to stream.
/// </summary>
internal sealed class GeminiCallPieces(string? id, string name)
{
    /// <summary>More than any tool's arguments hold; what a place beyond it says is left out.</summary>
    private const int MostElements = 10_000;

    private const int Deepest = 64;

    private readonly JsonObject _arguments = [];

    public string? Id => id;

    public string Name => name;

    public string Arguments => _arguments.ToJsonString();

    public static bool Begins(JsonSpan call) => call.Either("willContinue"u8, "will_continue"u8).IsTrue;

    public void Add(JsonSpan call)
    {
        foreach (var piece in call.Either("partialArgs"u8, "partial_args"u8).Elements)
        {
            if (piece.Either("jsonPath"u8, "json_path"u8).Text() is { } path)
            {
                Put(Steps(path), piece);
            }
        }
    }

    private void Put(List<object> steps, JsonSpan piece)
    {
        JsonNode at = _arguments;
        for (int i = 0; i < steps.Count && steps.Count <= Deepest; i++)
        {
            bool last = i == steps.Count - 1;
            var now = Child(at, steps[i]);
            JsonNode? next = last ? Value(piece, now) : now is JsonObject or JsonArray ? now : steps[i + 1] is int ? new JsonArray() : new JsonObject();
            if (!ReferenceEquals(next, now) && !Set(at, steps[i], next))
            {
                return;
            }

            if (!last)
            {
                at = next!;
            }
        }
    }

    private static JsonNode? Value(JsonSpan piece, JsonNode? before)
    {
        if (piece.Either("stringValue"u8, "string_value"u8) is { IsString: true } text)
        {
            string told = before is JsonValue value && value.TryGetValue(out string? earlier) ? earlier : "";
            return JsonValue.Create(told + text.Text());
        }

        var number = piece.Either("numberValue"u8, "number_value"u8);
        var flag = piece.Either("boolValue"u8, "bool_value"u8);
        return number.IsNumber ? JsonNode.Parse(number.Raw) : flag.Exists ? JsonValue.Create(flag.IsTrue) : null;
    }

    private static JsonNode? Child(JsonNode at, object step) => step switch
    {
        string name => (at as JsonObject)?[name],
        int index => at is JsonArray list && index < list.Count ? list[index] : null,
        _ => null,
    };

    private static bool Set(JsonNode at, object step, JsonNode? value)
    {
        if (at is JsonObject members && step is string name)
        {
            members[name] = value;
            return true;
        }

        if (at is not JsonArray list || step is not int index || index > MostElements)
        {
            return false;
        }

        while (list.Count <= index)
        {
            list.Add(null);
        }

        list[index] = value;
        return true;
    }

    /// <summary>Names and numbers of a path: <c>$.a.b[0]</c>, <c>$['a b'][1]</c>.</summary>
    private static List<object> Steps(string path)
    {
        var steps = new List<object>();
        int i = path.StartsWith('$') ? 1 : 0;
        while (i < path.Length)
        {
            if (path[i] == '[')
            {
                bool quoted = i + 1 < path.Length && path[i + 1] is '\'' or '"';
                int end = quoted ? path.IndexOf(path[i + 1] + "]", i + 2, StringComparison.Ordinal) : path.IndexOf(']', i);
                if (end < 0)
                {
                    break;
                }

                string inside = quoted ? path[(i + 2)..end] : path[(i + 1)..end];
                steps.Add(!quoted && int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : inside);
                i = end + (quoted ? 2 : 1);
                continue;
            }

            i += path[i] == '.' ? 1 : 0;
            int stop = path.AsSpan(i).IndexOfAny('.', '[');
            stop = stop < 0 ? path.Length : i + stop;
            if (stop > i)
            {
                steps.Add(path[i..stop]);
            }

            i = stop;
        }

        return steps;
    }
}
