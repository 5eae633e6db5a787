using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CodeRouter.Bench;

/// <summary>Request bodies shaped like an agent's conversation: a system prompt, tools, and a long tail of calls and results full of escapes.</summary>
internal static class Bodies
{
    private const string Code = "def rate_for(parcel, destination):\n    zone = zone_for(destination)\n    weight = parcel.billable_weight()\n    price = BASE[zone] + PER_KG[zone] * weight\n    return price.quantize(CENT, rounding=ROUND_HALF_UP)\n\t# \"once\", to the cent\n";

    /// <summary>A Chat request of about this many bytes.</summary>
    /// <param name="variant">Requests of different variants differ in their newest tool result.</param>
    public static byte[] Chat(string model, int bytes, bool stream, int variant = 0)
    {
        var messages = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "You are opencode, an interactive CLI tool that helps users with software engineering tasks." },
            new JsonObject { ["role"] = "user", ["content"] = "Add a surcharge for remote areas to rate_for() and run the tests." });
        var body = new JsonObject { ["model"] = model, ["max_tokens"] = 4096, ["messages"] = messages };
        if (stream)
        {
            body["stream"] = true;
        }

        int left = bytes - body.ToJsonString().Length;
        for (int i = 0; left > 0; i++)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"call_{i:d8}");
            var result = new StringBuilder();
            while (result.Length < Math.Min(left, 6000))
            {
                result.Append(Code);
            }

            messages.Add(new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = "",
                ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = "read", ["arguments"] = "{\"filePath\":\"/src/rates.py\"}" } }),
            });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = id, ["content"] = result.ToString() });
            left -= messages[^1]!.ToJsonString().Length + messages[^2]!.ToJsonString().Length;
        }

        var last = (JsonObject)messages[^1]!;
        last["content"] = string.Create(CultureInfo.InvariantCulture, $"{last["content"]}# {variant:d6}\n");
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
