using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads a Responses request in full.</summary>
internal static class ResponsesRequestReader
{
    private static readonly UnsaidMembers Unsaid = new(("metadata", "metadata", []), ("max_tool_calls", "max_tool_calls", []), ("truncation", "truncation", ["disabled"]), ("moderation", "moderation", []));

    public static Conversation Read(RequestView request, Losses losses)
    {
        var turns = new TurnList();
        var tools = new List<ToolOffer>();
        ResponsesTools.Read(new JsonSpan(request.Find("tools"u8)), null, tools);
        if (new JsonSpan(request.Find("instructions"u8)) is { HasText: true } instructions)
        {
            turns.AddSystem(Content.OfText(instructions.Text()!));
        }

        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            var item = new JsonSpan(request.MessageAt(i));
            if (item["type"u8].Is("additional_tools"u8))
            {
                ResponsesTools.Read(item["tools"u8], null, tools);
            }
            else
            {
                if (item["type"u8].Is("tool_search_output"u8))
                {
                    // What a search found may be called from then on.
                    ResponsesTools.Read(item["tools"u8], null, tools);
                }

                ResponsesContents.ReadItem(item, Vendors.OpenAI, losses, (role, content) => turns.Add(role, content));
            }
        }

        var text = new JsonSpan(request.Find("text"u8));
        losses.AddIf(new JsonSpan(request.Find("context_management"u8)).HasItems, "context_management");
        Unsaid.Note(request, losses);
        return new Conversation
        {
            Model = request.Model,
            Stream = request.Stream,
            System = turns.System,
            Turns = turns.Turns,
            Tools = [.. tools.DistinctBy(t => (t.Namespace, t.Name, t.ServerType))],
            ToolChoice = ResponsesTools.ReadChoice(new JsonSpan(request.Find("tool_choice"u8))),
            ParallelCalls = new JsonSpan(request.Find("parallel_tool_calls"u8)) is { Exists: true } parallel ? parallel.IsTrue : null,
            Sampling = new Sampling
            {
                MaxOutput = new JsonSpan(request.Find("max_output_tokens"u8)).Int(),
                Temperature = new JsonSpan(request.Find("temperature"u8)).Double(),
                TopP = new JsonSpan(request.Find("top_p"u8)).Double(),
                TopLogProbs = new JsonSpan(request.Find("top_logprobs"u8)).Int(),
                LogProbs = new JsonSpan(request.Find("top_logprobs"u8)).Int() is > 0 || request.Find("include"u8).IndexOf("\"message.output_text.logprobs\""u8) >= 0,
            },
            Reasoning = ReadReasoning(new JsonSpan(request.Find("reasoning"u8))),
            Format = ReadFormat(text["format"u8]),
            Verbosity = text["verbosity"u8].Text(),
            EndUser = new JsonSpan(request.Find("safety_identifier"u8)).Text() ?? new JsonSpan(request.Find("user"u8)).Text(),
            ServiceTier = new JsonSpan(request.Find("service_tier"u8)).Text(),
            CacheKey = new JsonSpan(request.Find("prompt_cache_key"u8)).Text(),
            CacheRetention = new JsonSpan(request.Find("prompt_cache_retention"u8)).Text(),
            StateElsewhere = Elsewhere(request),
            IsDetached = new JsonSpan(request.Find("background"u8)).IsTrue,
        };
    }

    private static string? Elsewhere(RequestView request) =>
        new JsonSpan(request.Find("previous_response_id"u8)).HasText ? "previous_response_id"
        : new JsonSpan(request.Find("conversation"u8)) is { IsString: true } or { IsObject: true } ? "conversation"
        : new JsonSpan(request.Find("prompt"u8)).IsObject ? "prompt"
        : StoredItems.AreIn(request) ? "item_reference" : null;

    private static ReasoningWish? ReadReasoning(JsonSpan reasoning) => !reasoning.IsObject ? null : new ReasoningWish
    {
        Effort = reasoning["effort"u8].Text(),
        Show = reasoning.Either("summary"u8, "generate_summary"u8).Exists,
    };

    private static OutputFormat? ReadFormat(JsonSpan format)
    {
        var type = format["type"u8];
        return type.Is("json_object"u8) ? new OutputFormat(null, null, null)
            : type.Is("json_schema"u8) ? new OutputFormat(JsonOut.Copy(format["schema"u8]), format["name"u8].Text(), format["strict"u8].IsTrue ? true : null) { Description = format["description"u8].Text() }
            : null;
    }
}
