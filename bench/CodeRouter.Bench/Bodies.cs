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
        while (left > 0)
        {
            left -= Add(messages, "read", "{\"filePath\":\"/src/rates.py\"}", File(Math.Min(left, 6000)));
        }

        var last = (JsonObject)messages[^1]!;
        last["content"] = string.Create(CultureInfo.InvariantCulture, $"{last["content"]}# {variant:d6}\n");
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>A Chat request of about this many bytes, half of it instructions and tools, the rest files of a kilobyte and test runs in turn.</summary>
    /// <param name="variant">Requests of different variants differ in their newest message.</param>
    /// <param name="asks">The newest message is a human's, of twelve sentences; else it is a test run's output.</param>
    public static byte[] Steps(string model, int bytes, int variant, bool asks)
    {
        const string rules = "Follow the conventions of the project.\n- Use \"double quotes\".\n";
        var messages = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "You are opencode, an interactive CLI tool that helps users with software engineering tasks.\n" + string.Concat(Enumerable.Repeat(rules, bytes / 4 / rules.Length)) },
            new JsonObject { ["role"] = "user", ["content"] = "Add a surcharge for remote areas to rate_for() and run the tests." });
        var tools = new JsonArray();
        for (int i = 0; i < bytes / 4 / 800; i++)
        {
            tools.Add(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"tool_{i}"), ["description"] = string.Concat(Enumerable.Repeat(rules, 10)), ["parameters"] = new JsonObject { ["type"] = "object" } } });
        }

        var body = new JsonObject { ["model"] = model, ["max_tokens"] = 4096, ["messages"] = messages, ["tools"] = tools };
        int left = bytes / 2;
        while (left > 0)
        {
            left -= Add(messages, "read", "{\"filePath\":\"/src/rates.py\"}", File(1_000));
            left -= Add(messages, "bash", "{\"command\":\"python -m pytest -q tests\"}", string.Create(CultureInfo.InvariantCulture, $"{File(400)}FAILED tests/test_rates.py::test_remote - AssertionError: 7 != {left}\n1 failed, 5 passed in 0.12s\n"));
        }

        if (asks)
        {
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = string.Concat(Enumerable.Range(0, 4).Select(i => string.Create(CultureInfo.InvariantCulture, $"The totals of order {variant + i} are wrong since the last release. Can you find out why, and add a test for returns? ")))});
        }
        else
        {
            ((JsonObject)messages[^1]!)["content"] = string.Create(CultureInfo.InvariantCulture, $"{messages[^1]!["content"]}# {variant:d6}\n");
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static string File(int bytes) => string.Concat(Enumerable.Repeat(Code, 1 + (bytes / Code.Length)));

    // A call and its result; the bytes they take.
    private static int Add(JsonArray messages, string tool, string arguments, string result)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"call_{messages.Count:d8}");
        messages.Add(new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = "",
            ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments } }),
        });
        messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = id, ["content"] = result });
        return messages[^1]!.ToJsonString().Length + messages[^2]!.ToJsonString().Length;
    }
}
