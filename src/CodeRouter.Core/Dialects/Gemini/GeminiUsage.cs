using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Reads usageMetadata: every chunk repeats it with higher numbers; thoughts and tool prompts are counted beside the rest.</summary>
internal static class GeminiUsage
{
    public static UsageTally NewTally() => new() { ReasoningIsBeside = true };

    public static void Read(JsonSpan usage, UsageTally tally)
    {
        var members = usage.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("promptTokenCount"u8) || members.Is("prompt_token_count"u8))
            {
                tally.Input = value.Long() ?? tally.Input;
            }
            else if (members.Is("candidatesTokenCount"u8) || members.Is("candidates_token_count"u8))
            {
                tally.Output = value.Long() ?? tally.Output;
            }
            else if (members.Is("thoughtsTokenCount"u8) || members.Is("thoughts_token_count"u8))
            {
                tally.Reasoning = value.Long() ?? tally.Reasoning;
            }
            else if (members.Is("cachedContentTokenCount"u8) || members.Is("cached_content_token_count"u8))
            {
                tally.CacheRead = value.Long() ?? tally.CacheRead;
            }
            else if (members.Is("toolUsePromptTokenCount"u8) || members.Is("tool_use_prompt_token_count"u8))
            {
                tally.ToolInput = value.Long() ?? tally.ToolInput;
            }
        }
    }
}
