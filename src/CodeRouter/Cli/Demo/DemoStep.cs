namespace CodeRouter.Cli.Demo;

/// <summary>One request of the session as the gateway accounted for it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Dialect">openai | responses | anthropic | gemini.</param>
/// <param name="Kind">turn, tool_continuation, title, compaction …</param>
/// <param name="CostUsd">Null where the gateway does not know.</param>
/// <param name="BaselineUsd">What the same step costs on the baseline model.</param>
/// <param name="Evidence">What the newest execution said, for the reader: "2 failed, 11 passed".</param>
/// <param name="PredictedUsd">What the gateway expected the step to cost when it chose the model.</param>
public sealed record DemoStep(
    int Number,
    string Agent,
    string Dialect,
    string Kind,
    string Phase,
    string Model,
    string Tier,
    decimal? CostUsd,
    decimal? BaselineUsd,
    string? BaselineModel,
    string Reason,
    string? Evidence,
    decimal? PredictedUsd = null);

/// <summary>A piece of work a human asked for, and whether it was finished.</summary>
public sealed record DemoTask(string Name, bool Finished);
