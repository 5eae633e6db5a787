using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>Where an operation lies below a channel's base address.</summary>
public static class UpstreamPaths
{
    public static Uri For(Channel channel, UpstreamCall call, string upstreamModel) => For(channel, call, call.Format, upstreamModel, call.Query);

    /// <summary>The same operation where the channel speaks another format than the caller.</summary>
    public static Uri For(Channel channel, UpstreamCall call, WireFormat format, string upstreamModel, string query)
    {
        string path = (format, call.Operation) switch
        {
            (_, Operation.Service) => call.ServicePath!,
            (WireFormat.OpenAIChat, _) => "/chat/completions",
            (WireFormat.OpenAIResponses, Operation.CountTokens) => "/responses/input_tokens",
            (WireFormat.OpenAIResponses, Operation.Compact) => "/responses/compact",
            (WireFormat.OpenAIResponses, _) => "/responses",
            (WireFormat.AnthropicMessages, Operation.CountTokens) => "/messages/count_tokens",
            (WireFormat.AnthropicMessages, _) => "/messages",
            (WireFormat.Gemini, Operation.CountTokens) => $"/models/{ModelSegment(upstreamModel)}:countTokens",
            (WireFormat.Gemini, _) => $"/models/{ModelSegment(upstreamModel)}:{(call.Stream ? "streamGenerateContent" : "generateContent")}",
            _ => throw new ArgumentOutOfRangeException(nameof(call), format, "no path for this format"),
        };
        return channel.At(path + query);
    }

    // A model name goes into the path: nothing in it may start a new segment, a query or a fragment.
    private static string ModelSegment(string model) => Uri.EscapeDataString(model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model);
}
