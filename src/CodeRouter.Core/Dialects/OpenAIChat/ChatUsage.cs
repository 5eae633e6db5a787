using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads the usage object of a chat answer, with the names other providers gave the same counts.</summary>
internal static class ChatUsage
{
    public static void Read(JsonSpan usage, UsageTally tally)
    {
        var members = usage.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("prompt_tokens"u8) || members.Is("input_tokens"u8))
            {
                tally.Input = value.Long() ?? tally.Input;
            }
            else if (members.Is("completion_tokens"u8) || members.Is("output_tokens"u8))
            {
                tally.Output = value.Long() ?? tally.Output;
            }
            else if (members.Is("total_tokens"u8))
            {
                tally.Total = value.Long() ?? tally.Total;
            }
            else if (members.Is("prompt_tokens_details"u8) || members.Is("input_tokens_details"u8))
            {
                tally.AudioInput = value["audio_tokens"u8].Long() ?? tally.AudioInput;
                tally.CacheRead = value["cached_tokens"u8].Long() ?? tally.CacheRead;
                tally.CacheWrite = value["cache_write_tokens"u8].Long() ?? value["cache_creation_tokens"u8].Long() ?? tally.CacheWrite;
            }
            else if (members.Is("completion_tokens_details"u8) || members.Is("output_tokens_details"u8))
            {
                tally.Reasoning = value["reasoning_tokens"u8].Long() ?? tally.Reasoning;
            }
            else if (members.Is("prompt_cache_hit_tokens"u8) || members.Is("cached_tokens"u8) || members.Is("cache_read_input_tokens"u8))
            {
                tally.CacheRead ??= value.Long();
            }
            else if (members.Is("cache_creation_input_tokens"u8))
            {
                tally.CacheWrite ??= value.Long();
            }
            else if (members.Is("cost"u8) && value.IsNumber && value.Double() is >= 0 and < 1_000_000 and var usd)
            {
                tally.ReportedUsd = (decimal)usd;
            }
            else if (members.Is("reasoning_tokens"u8))
            {
                tally.Reasoning ??= value.Long();
            }
        }
    }
}
