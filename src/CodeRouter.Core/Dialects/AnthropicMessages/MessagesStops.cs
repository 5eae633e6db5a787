using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

internal static class MessagesStops
{
    public static StopClass Read(JsonSpan reason) => reason.Text() switch
    {
        "end_turn" => StopClass.EndTurn,
        "tool_use" => StopClass.ToolUse,
        "max_tokens" => StopClass.MaxTokens,
        "stop_sequence" => StopClass.StopSequence,
        "refusal" => StopClass.Refusal,
        "pause_turn" => StopClass.Pause,
        "model_context_window_exceeded" => StopClass.Window,
        null => StopClass.None,
        _ => StopClass.EndTurn,
    };

    public static void Write(StopClass stop, string? stopText, Utf8JsonWriter writer)
    {
        writer.WriteString("stop_reason"u8, stop switch
        {
            StopClass.ToolUse => "tool_use"u8,
            StopClass.MaxTokens => "max_tokens"u8,
            StopClass.StopSequence => "stop_sequence"u8,
            StopClass.Refusal => "refusal"u8,
            StopClass.Pause => "pause_turn"u8,
            StopClass.Window => "model_context_window_exceeded"u8,
            _ => "end_turn"u8,
        });
        if (stop == StopClass.StopSequence && stopText is not null)
        {
            writer.WriteString("stop_sequence"u8, stopText);
        }
        else
        {
            writer.WriteNull("stop_sequence"u8);
        }
    }
}
