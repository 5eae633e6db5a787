using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

internal static class ChatStops
{
    public static StopClass Read(string? reason, IReadOnlyList<Content> contents)
    {
        bool calls = contents.Any(c => c.Kind == PartKind.ToolCall);
        return reason switch
        {
            "length" => StopClass.MaxTokens,
            "model_length" => StopClass.Window,
            "content_filter" => StopClass.Refusal,
            "tool_calls" or "function_call" => StopClass.ToolUse,

            // A forced call ends with "stop"; what counts is that there is a call to answer.
            _ when calls => StopClass.ToolUse,
            _ when contents.Any(c => c.IsRefusal) && !contents.Any(c => c is { Kind: PartKind.Text, IsRefusal: false, Text.Length: > 0 }) => StopClass.Refusal,
            null or "" => StopClass.None,
            _ => StopClass.EndTurn,
        };
    }

    /// <param name="hasRefused">The model said in words that it will not: told beside the text, the vendor ends such an answer like any other.</param>
    /// <param name="oldCalls">The caller knows one <c>function_call</c> and no <c>tool_calls</c>.</param>
    public static ReadOnlySpan<byte> Write(StopClass stop, bool hasRefused, bool oldCalls) => stop switch
    {
        StopClass.ToolUse when oldCalls => "function_call"u8,
        StopClass.ToolUse => "tool_calls"u8,
        StopClass.MaxTokens or StopClass.Window or StopClass.Pause => "length"u8,
        StopClass.Refusal when !hasRefused => "content_filter"u8,
        _ => "stop"u8,
    };
}
