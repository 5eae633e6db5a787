using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

internal static class GeminiStops
{
    public static StopClass Read(string? finish, bool anyCall) => finish switch
    {
        null => StopClass.None,
        "MAX_TOKENS" => StopClass.MaxTokens,
        "STOP" => anyCall ? StopClass.ToolUse : StopClass.EndTurn,

        // The model wrote a call that is none: there is nothing to answer, and saying so beats inventing one.
        "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" or "OTHER" => anyCall ? StopClass.ToolUse : StopClass.EndTurn,
        _ => StopClass.Refusal,
    };

    public static ReadOnlySpan<byte> Write(StopClass stop) => stop switch
    {
        StopClass.MaxTokens or StopClass.Window or StopClass.Pause => "MAX_TOKENS"u8,
        StopClass.Refusal => "SAFETY"u8,
        _ => "STOP"u8,
    };
}
