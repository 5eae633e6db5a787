using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads the usage object of a Responses answer.</summary>
internal static class ResponsesUsage
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
            else if (members.Is("total_tokens"u8))
            {
                tally.Total = value.Long() ?? tally.Total;
            }
            else if (members.Is("input_tokens_details"u8))
            {
                tally.CacheRead = value["cached_tokens"u8].Long() ?? tally.CacheRead;
                tally.CacheWrite = value["cache_write_tokens"u8].Long() ?? tally.CacheWrite;
            }
            else if (members.Is("output_tokens_details"u8))
            {
                tally.Reasoning = value["reasoning_tokens"u8].Long() ?? tally.Reasoning;
            }
        }
    }
}
