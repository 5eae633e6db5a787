using System.Text.Json;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Tests.Peers;

/// <summary>What the simulated models say to the official clients.</summary>
internal static class Peer
{
    public const string Weather = "It is 21 degrees in Oslo, naïve ✓ — take a coat anyway.";

    public const string Arguments = """{"city":"Oslo"}""";

    public static readonly BinaryData Schema = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    /// <summary>A model that calls a tool where it is given one, and speaks when it has the tool's result.</summary>
    public static SimulatedOptions Options => new() { Answers = Answer };

    private static SimulatedAnswer? Answer(SimulatedCall call)
    {
        bool hasTools = call.Body.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0;
        bool hasResult = call.Body.GetRawText().Contains("21 degrees", StringComparison.Ordinal);
        return hasTools && !hasResult
            ? new SimulatedAnswer { ToolCalls = [new SimulatedToolCall("get_weather", Arguments)] }
            : new SimulatedAnswer { Text = Weather };
    }
}
