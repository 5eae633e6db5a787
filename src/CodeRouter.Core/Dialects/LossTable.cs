using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>What a translation can leave out: one row per name, with the formats that know it and those that have no word for it.</summary>
/// <param name="Name">As in the <c>X-CodeRouter-Loss</c> header.</param>
/// <param name="From">Formats whose requests or answers can hold it.</param>
/// <param name="To">Formats it does not reach.</param>
/// <param name="Meaning">One plain sentence.</param>
public sealed record LossRow(string Name, IReadOnlyList<WireFormat> From, IReadOnlyList<WireFormat> To, string Meaning);

/// <summary>The table of losses that the documentation prints and the tests hold the translators to.</summary>
public static class LossTable
{
    private const WireFormat C = WireFormat.OpenAIChat;
    private const WireFormat R = WireFormat.OpenAIResponses;
    private const WireFormat A = WireFormat.AnthropicMessages;
    private const WireFormat G = WireFormat.Gemini;
    private static readonly WireFormat[] All = [C, R, A, G];

    public static IReadOnlyList<LossRow> Rows { get; } =
    [
        new("assistant_media", [R, G], [C, R, A], "Pictures and files in an answer that the model is to go on with; those of earlier answers go along with the user's next words."),
        new("audio", [C], [R, A, G], "Spoken answers; their words are kept where they are told."),
        new("audio_output", [C], [R, A, G], "The wish for a spoken answer; text comes instead."),
        new("cache_control", [C, A], [C, R, G], "Prompt-cache breakpoints; those vendors cache by themselves."),
        new("citations", All, All, "Citations of files, pages or passages, and the wish for them; those of web addresses are kept in answers, and in a history by Responses."),
        new("compaction", [R, A], All, "A vendor's own encrypted summary of the earlier conversation."),
        new("container", [A], [C, R, G], "The container of the code-execution tool."),
        new("context_management", [R, A], All, "The vendor's editing of long histories."),
        new("deferred_tools", [A], [C, R, G], "Loading tools on demand; all are offered from the start."),
        new("encrypted_agent_message", [R], [C, A, G], "Messages between agents that only the vendor can read."),
        new("end_user", [C, R, A], [G], "The id of the caller's end user."),
        new("inference_geo", [A], [C, R, G], "Where in the world the vendor is to compute."),
        new("json_object", [C, R, G], [A], "JSON of no given schema as the form of the answer."),
        new("logit_bias", [C], [R, A, G], "Weights on single tokens."),
        new("logprobs", [C, R, G], All, "Probabilities of the answer's tokens, where the other format or the model has none."),
        new("max_output", All, All, "A limit above what the model can; the model's own limit stands in."),
        new("max_tool_calls", [R], [C, A, G], "A limit on calls of tools that the vendor runs itself."),
        new("media_output", [C, G], All, "Pictures or sounds within the answer."),
        new("media_resolution", [C, R, G], All, "How finely pictures are looked at."),
        new("message_output_config", [A], [C, R, G], "Output settings on single messages."),
        new("metadata", [C, R, G], All, "Labels for the vendor's own records."),
        new("min_p", [C], [R, A, G], "Sampling above a least probability."),
        new("models", [C], [R, A, G], "A router's own list of fall-back models."),
        new("moderation", [C, R], All, "A vendor's moderation settings."),
        new("names", [C], [R, A, G], "Who of several users, or which of several agents, says a message."),
        new("output_modalities", [G], [C, R, A], "The wish for pictures or sound in the answer, and how they should be."),
        new("parallel_tool_calls", [C, R, A], [G], "Forbidding several calls at once."),
        new("penalties", [C, G], All, "Frequency, presence and repetition penalties."),
        new("plugins", [C], [R, A, G], "A router's own plug-ins."),
        new("prediction", [C], [R, A, G], "Text the answer is expected to repeat."),
        new("prefill", All, [C, R], "The beginning of an answer to go on with: it is sent, and most models of these formats answer anew."),
        new("provider", [C], [R, A, G], "A router's own choice of provider."),
        new("reasoning", All, All, "Another vendor's earlier reasoning; it returns when the session does."),
        new("reasoning_effort", All, All, "How much to think, where the model cannot, or cannot now."),
        new("refused_members", All, [A], "Members of a request that the model's host said it does not know (Claude behind Bedrock and Vertex)."),
        new("safeguards", [A], [C, R, G], "The vendor's own check of calls that may do harm, which Claude Code's auto mode asks for; it asks its user instead."),
        new("safety_settings", [C, G], [C, R, A], "Thresholds of the vendor's safety filters."),
        new("schema_keywords", All, [A, G], "Keywords of a JSON schema that the vendor refuses."),
        new("search_limits", All, All, "Limits of a web search that the other vendor's does not take: domains, how often, how much, where the user is."),
        new("search_result", [A], [C, R, G], "Search results as such; their text is kept."),
        new("seed", [C, G], All, "The seed of the draw; for Gemini one that is no 32-bit number."),
        new("server_tool_blocks", All, All, "Calls and results of tools that the vendor ran itself."),
        new("service_tier", [C, R, G], All, "A faster or cheaper line than the vendor's usual one; kept between OpenAI's two formats."),
        new("several_answers", [C, G], All, "More than one answer to a request."),
        new("speed", [A], [C, R, G], "The vendor's faster mode."),
        new("stop_sequences", [C, A, G], [C, R, G], "Stop sequences, all or those above the format's number."),
        new("store", [C, G], All, "Keeping the answer at the vendor."),
        new("strict_output", All, [C, R], "An answer held strictly to its schema, where that leaves more open than strict mode takes; the schema is sent."),
        new("strict_tools", [C, R, A], All, "Tool arguments held strictly to a grammar, or to their schema: by Gemini none, by OpenAI none whose schema leaves members optional or open, by Anthropic none whose schema refers to itself."),
        new("temperature", All, [C, R, A], "A temperature above 1, any beside thinking, and any for models that take none."),
        new("tool_error_flag", [R, A, G], [C, R], "The flag that marks a result as an error; its text is kept."),
        new("tool_examples", [A], [C, R, G], "Example inputs of tools."),
        new("tool_search", [R, A], All, "The vendor's search among deferred tools; all are offered from the start."),
        new("top_k", [C, A, G], [C, R, A], "Top-k sampling, and beside thinking for Anthropic."),
        new("top_p", All, [C, R, A], "Top-p sampling beside a temperature, and any for models that take none."),
        new("transforms", [C], [R, A, G], "A router's own prompt transforms."),
        new("truncation", [R], [C, A, G], "Dropping the oldest turns where the window is full."),
        new("unknown_members", All, All, "Settings that are one server's own, or newer than this."),
        new("unknown_parts", All, All, "Parts of a kind that is not known here."),
        new("usage", All, All, "The answer's own count of tokens, where the upstream gives none; an estimate stands in."),
        new("verbosity", [C, R], [C, A, G], "How wordy the answer should be."),
        new("web_search", All, All, "The vendor's web search, offered beside the caller's own tools."),
    ];

    /// <summary>What can be lost between a caller of one format and an upstream of another, on the way there (request) or back (answer).</summary>
    public static IEnumerable<LossRow> Between(WireFormat caller, WireFormat upstream) =>
        Rows.Where(r => (r.From.Contains(caller) && r.To.Contains(upstream)) || (r.From.Contains(upstream) && r.To.Contains(caller)));
}
