using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>
/// Reads a usage object: <c>message_start</c> brings the input, <c>message_delta</c> the output and, with server tools, a new input.
/// <c>iterations</c> is left alone: it splits the same counts by model call.
/// </summary>
internal static class MessagesUsage
{
    public static void Read(JsonSpan usage, UsageTally tally)
    {
        var members = usage.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("input_tokens"u8))
            {
                tally.Input = value.Long() ?? tally.Input;
            }
            else if (members.Is("output_tokens"u8))
            {
                tally.Output = value.Long() ?? tally.Output;
            }
            else if (members.Is("cache_read_input_tokens"u8))
            {
                tally.CacheRead = value.Long() ?? tally.CacheRead;
            }
            else if (members.Is("cache_creation_input_tokens"u8))
            {
                tally.CacheWrite = value.Long() ?? tally.CacheWrite;
            }
            else if (members.Is("cache_creation"u8))
            {
                tally.CacheWrite1h = value["ephemeral_1h_input_tokens"u8].Long() ?? tally.CacheWrite1h;
            }
            else if (members.Is("output_tokens_details"u8))
            {
                tally.Reasoning = value["thinking_tokens"u8].Long() ?? tally.Reasoning;
            }
        }
    }
}
