namespace CodeRouter.Telemetry;

/// <summary>What telemetry needs to know of a finished step: plain words and numbers, no content.</summary>
/// <param name="Operation">GenAI operation name: chat, generate_content, embeddings.</param>
/// <param name="State">answered | failed | aborted | truncated | refused.</param>
/// <param name="InputTokens">All input tokens, cached ones included (the conventions count them so).</param>
/// <param name="DecisionMicroseconds">From the whole body to the decision.</param>
public readonly record struct StepMeasure(
    string Operation, string Dialect, string? AskedModel, string? Model, string? Tier, string? Channel, string Phase, string State, int Status, string? Error,
    long InputTokens, long CachedTokens, long OutputTokens, decimal? CostUsd, bool CostUnknown, double TotalMs, double? FirstByteMs, double DecisionMicroseconds)
{
    /// <summary>The coding agent; null for an unknown one.</summary>
    public string? Agent { get; init; }

    /// <summary>Whose API answered, by the name the GenAI conventions have for it; null where none did, or nobody asks.</summary>
    public string? Provider { get; init; }

    /// <summary>The rule of the configuration that decided; null for none.</summary>
    public string? Rule { get; init; }
}
