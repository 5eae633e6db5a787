using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>
/// Top-level members that belong to another dialect. The real services refuse what they do not know; new words of their own
/// appear every month, so only the ones known to be foreign are refused here.
/// </summary>
internal static class ForeignWords
{
    public static readonly string[] InChat = ["system", "input", "instructions", "contents", "generationConfig", "systemInstruction", "max_output_tokens", "thinking", "stop_sequences", "previous_response_id", "include", "output_config", "context_management"];

    public static readonly string[] InResponses = ["messages", "system", "contents", "generationConfig", "max_tokens", "max_completion_tokens", "stop", "stop_sequences", "thinking", "n", "response_format", "reasoning_effort", "seed", "frequency_penalty", "presence_penalty", "functions"];

    public static readonly string[] InAnthropic = ["input", "instructions", "contents", "generationConfig", "max_completion_tokens", "max_output_tokens", "stop", "n", "response_format", "reasoning_effort", "reasoning", "stream_options", "parallel_tool_calls", "store", "include", "seed", "user", "frequency_penalty", "presence_penalty", "logprobs", "prompt_cache_key", "client_metadata", "text"];

    public static readonly string[] InGemini = ["model_name", "messages", "input", "system", "instructions", "stream", "max_tokens", "max_completion_tokens", "max_output_tokens", "temperature", "top_p", "stop", "stop_sequences", "stream_options", "response_format", "tool_choice", "reasoning", "thinking", "metadata", "prompt_cache_key", "parallel_tool_calls"];

    public static string? FirstIn(JsonElement body, string[] words) => words.FirstOrDefault(word => body.Get(word) is not null);
}
