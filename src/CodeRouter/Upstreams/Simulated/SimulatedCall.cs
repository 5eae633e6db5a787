using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

public enum SimulatedOperation : byte { Generate, CountTokens, Compact, Embed }

/// <summary>One request to a simulated model, read far enough to answer it.</summary>
public sealed class SimulatedCall
{
    public required WireFormat Format { get; init; }

    public required SimulatedOperation Operation { get; init; }

    public required string Model { get; init; }

    public required bool Stream { get; init; }

    public required JsonElement Body { get; init; }

    public required SimulatedRequest Request { get; init; }

    /// <summary>1 for the first request of this (model, conversation), 2 for the second …: what "-twice" counts.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gemini without <c>alt=sse</c> streams one JSON list instead of events.</summary>
    public bool AsList { get; init; }

    internal Script Script { get; set; } = Script.None;

    /// <summary>Longest answer the caller allows.</summary>
    public int? MaxOutput => Format switch
    {
        WireFormat.Gemini => Body.Get("generationConfig") is { } config ? config.Int("maxOutputTokens") : null,
        WireFormat.OpenAIResponses => Body.Int("max_output_tokens"),
        WireFormat.OpenAIChat => Body.Int("max_completion_tokens") ?? Body.Int("max_tokens"),
        _ => Body.Int("max_tokens"),
    };

    /// <summary>A Chat stream ends with a usage chunk only when asked.</summary>
    public bool WantsUsage => Body.Get("stream_options") is { } options && options.Flag("include_usage");

    /// <summary>The elements of the message list, whatever the dialect calls it.</summary>
    public IEnumerable<JsonElement> Messages => Body.Items(Format switch
    {
        WireFormat.Gemini => "contents",
        WireFormat.OpenAIResponses => "input",
        _ => "messages",
    });
}
