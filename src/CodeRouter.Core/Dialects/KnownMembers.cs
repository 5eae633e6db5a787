using System.Collections.Frozen;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// The settings of a request that are read here, or that steer nothing in an answer. What else a caller asks for is one server's own, or newer than
/// this: it does not go abroad, and that is told.
/// </summary>
internal static class KnownMembers
{
    private const string Loss = "unknown_members";

    private static readonly FrozenSet<string> Chat = Of(
        """
        model messages stream tools tool_choice functions function_call parallel_tool_calls web_search_options max_tokens max_completion_tokens stop n seed random_seed
        temperature top_p top_k min_p frequency_penalty presence_penalty repetition_penalty logit_bias logprobs top_logprobs response_format verbosity
        reasoning reasoning_effort thinking enable_thinking chat_template_kwargs modalities audio prediction metadata store service_tier user safety_identifier
        prompt_cache_key prompt_cache_retention moderation safety_settings plugins provider models transforms
        stream_options prompt_cache_options cache_control usage session_id include_reasoning reasoning_format
        """);

    private static readonly FrozenSet<string> Responses = Of(
        """
        model input instructions stream tools tool_choice parallel_tool_calls max_output_tokens max_tool_calls temperature top_p top_logprobs include reasoning text
        truncation metadata store service_tier user safety_identifier prompt_cache_key prompt_cache_retention previous_response_id conversation prompt background
        context_management moderation
        stream_options prompt_cache_options client_metadata
        """);

    private static readonly FrozenSet<string> Messages = Of(
        """
        model messages system stream max_tokens tools tool_choice temperature top_p top_k stop_sequences thinking output_config output_format metadata container
        context_management mcp_servers inference_geo speed cache_control service_tier safeguards
        anthropic_version anthropic_beta betas
        """);

    // Without underscores: clients send either spelling.
    private static readonly FrozenSet<string> Gemini = Of("model contents systeminstruction tools toolconfig generationconfig safetysettings cachedcontent labels store servicetier");

    private static readonly FrozenSet<string> GeminiConfig = Of(
        """
        temperature topp topk candidatecount maxoutputtokens stopsequences seed frequencypenalty presencepenalty responselogprobs logprobs responsemimetype responseschema
        responsejsonschema responsemodalities thinkingconfig mediaresolution speechconfig imageconfig
        """);

    /// <summary>Settings that hold others.</summary>
    private static readonly (WireFormat Format, string Name, FrozenSet<string> Known)[] Holders =
    [
        (WireFormat.OpenAIResponses, "text", Of("format verbosity")),
        (WireFormat.OpenAIResponses, "reasoning", Of("effort summary generate_summary context")),
        (WireFormat.AnthropicMessages, "output_config", Of("effort format")),
        (WireFormat.Gemini, "generationconfig", GeminiConfig),
        (WireFormat.Gemini, "toolconfig", Of("functioncallingconfig")),
    ];

    public static void Note(RequestView request, Losses losses)
    {
        bool gemini = request.Format == WireFormat.Gemini;
        var known = request.Format switch { WireFormat.OpenAIChat => Chat, WireFormat.OpenAIResponses => Responses, WireFormat.AnthropicMessages => Messages, _ => Gemini };
        foreach (var member in request.Scan.Members)
        {
            string name = Plain(JsonText.Decode(request[member.Name]), gemini);
            var value = new JsonSpan(request[member.Value]);
            losses.AddIf(!known.Contains(name) && UnsaidMembers.Asks(value, []), Loss);
            foreach (var holder in Holders)
            {
                if (holder.Format == request.Format && string.Equals(holder.Name, name, StringComparison.Ordinal))
                {
                    NoteInside(value, holder.Known, gemini, losses);
                }
            }
        }
    }

    private static void NoteInside(JsonSpan holder, FrozenSet<string> known, bool gemini, Losses losses)
    {
        var members = holder.Members;
        while (members.MoveNext())
        {
            losses.AddIf(!known.Contains(Plain(JsonText.Decode(members.Name), gemini)) && UnsaidMembers.Asks(members.Value, []), Loss);
        }
    }

    private static string Plain(string name, bool gemini) => gemini ? name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() : name;

    private static FrozenSet<string> Of(string names) => names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
