namespace CodeRouter.Upstreams.Simulated;

public enum SimulatedFinish : byte { Natural, Length, Refusal }

/// <summary>What a simulated model says: text, reasoning and tool calls in neutral words; the dialect's voice puts it on the wire.</summary>
public sealed record SimulatedAnswer
{
    public string Text { get; init; } = "";

    /// <summary>Thinking before the text; null for none.</summary>
    public string? Reasoning { get; init; }

    public IReadOnlyList<SimulatedToolCall> ToolCalls { get; init; } = [];

    public SimulatedFinish Finish { get; init; }

    /// <summary>Reported output tokens; null derives them from the length.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Bytes of filler appended to <see cref="Text"/>, made while writing so that they are never in memory at once.</summary>
    public long FillerBytes { get; init; }
}

/// <summary>One tool call. <paramref name="Arguments"/> is a JSON object, or free text for a custom tool of the Responses dialect.</summary>
public sealed record SimulatedToolCall(string Name, string Arguments, bool Custom = false);
