using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads a chat request in full.</summary>
internal static class ChatRequestReader
{
    // Members that steer the caller's own vendor and change no answer elsewhere.
    private static readonly string[] Named = ["logit_bias", "prediction", "moderation", "safety_settings", "plugins", "provider", "models", "transforms"];

    private static readonly UnsaidMembers Unsaid = new(("metadata", "metadata", []), ("store", "store", []), ("min_p", "min_p", []), ("repetition_penalty", "penalties", []));

    public static Conversation Read(RequestView request, Losses losses)
    {
        var turns = new TurnList();
        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            ReadMessage(new JsonSpan(request.MessageAt(i)), i, turns, losses);
        }

        foreach (string name in Named)
        {
            losses.AddIf(request.Find(System.Text.Encoding.UTF8.GetBytes(name)) is { Length: > 0 } value && new JsonSpan(value).HasItems, name);
        }

        Unsaid.Note(request, losses);
        var tools = ChatTools.Read(request, losses);
        var stop = new JsonSpan(request.Find("stop"u8));
        return new Conversation
        {
            Model = request.Model,
            Stream = request.Stream,
            System = turns.System,
            Turns = turns.Turns,
            Tools = tools,
            ToolChoice = ChatTools.ReadChoice(request),
            ParallelCalls = new JsonSpan(request.Find("parallel_tool_calls"u8)) is { Exists: true } parallel ? parallel.IsTrue : Translator.CallsAreOld(request) ? false : null,
            Sampling = new Sampling
            {
                MaxOutput = new JsonSpan(request.Find("max_completion_tokens"u8)).Int() ?? new JsonSpan(request.Find("max_tokens"u8)).Int(),
                Temperature = new JsonSpan(request.Find("temperature"u8)).Double(),
                TopP = new JsonSpan(request.Find("top_p"u8)).Double(),
                TopK = new JsonSpan(request.Find("top_k"u8)).Int(),
                Seed = new JsonSpan(request.Find("seed"u8)).Long() ?? new JsonSpan(request.Find("random_seed"u8)).Long(),
                FrequencyPenalty = new JsonSpan(request.Find("frequency_penalty"u8)).Double(),
                PresencePenalty = new JsonSpan(request.Find("presence_penalty"u8)).Double(),
                Stop = Strings(stop),
                Answers = new JsonSpan(request.Find("n"u8)).Int(),
                LogProbs = new JsonSpan(request.Find("logprobs"u8)).IsTrue,
                TopLogProbs = new JsonSpan(request.Find("top_logprobs"u8)).Int(),
            },
            Reasoning = ReadReasoning(request),
            Format = ReadFormat(new JsonSpan(request.Find("response_format"u8))),
            EndUser = new JsonSpan(request.Find("safety_identifier"u8)).Text() ?? new JsonSpan(request.Find("user"u8)).Text(),
            ServiceTier = new JsonSpan(request.Find("service_tier"u8)).Text(),
            CacheKey = new JsonSpan(request.Find("prompt_cache_key"u8)).Text(),
            CacheRetention = new JsonSpan(request.Find("prompt_cache_retention"u8)).Text(),
            Verbosity = new JsonSpan(request.Find("verbosity"u8)).Text(),
        };
    }

    private static void ReadMessage(JsonSpan message, int number, TurnList turns, Losses losses)
    {
        var role = message["role"u8];
        if (role.Is("tool"u8) || role.Is("function"u8))
        {
            string? name = message["name"u8].Text();
            var items = new List<Content>();
            ChatContents.ReadContent(message["content"u8], losses, items.Add);
            turns.Add(Role.User, new Content(PartKind.ToolResult)
            {
                CallId = CallIds.Restore(message["tool_call_id"u8].Text() ?? turns.LastCallOf(name) ?? ""),
                Name = name,
                Items = items,
            });
            return;
        }

        losses.AddIf(message["name"u8].HasText, "names");
        if (role.Is("assistant"u8))
        {
            ChatContents.ReadAssistant(message, losses, number, content => turns.Add(Role.Assistant, content));
            return;
        }

        var to = role.Is("system"u8) || role.Is("developer"u8) ? Role.System : Role.User;
        ChatContents.ReadContent(message["content"u8], losses, content => turns.Add(to, content));
    }

    private static ReasoningWish? ReadReasoning(RequestView request)
    {
        string? effort = new JsonSpan(request.Find("reasoning_effort"u8)).Text();
        var router = new JsonSpan(request.Find("reasoning"u8));
        var thinking = new JsonSpan(request.Find("thinking"u8));
        var enabled = new JsonSpan(request.Find("enable_thinking"u8));
        enabled = enabled.Exists ? enabled : new JsonSpan(request.Find("chat_template_kwargs"u8)).Either("enable_thinking"u8, "thinking"u8);
        if (effort is null && !router.IsObject && !thinking.IsObject && !enabled.Exists)
        {
            return null;
        }

        var on = router["enabled"u8];
        return new ReasoningWish
        {
            Effort = effort ?? router["effort"u8].Text(),
            Budget = router["max_tokens"u8].Int() ?? thinking["budget_tokens"u8].Int(),
            Enabled = on.Exists ? on.IsTrue : thinking.IsObject ? !thinking["type"u8].Is("disabled"u8) : enabled.Exists ? enabled.IsTrue : null,
            Show = !router["exclude"u8].IsTrue,
        };
    }

    private static OutputFormat? ReadFormat(JsonSpan format)
    {
        var type = format["type"u8];
        if (type.Is("json_object"u8))
        {
            return new OutputFormat(null, null, null);
        }

        var schema = format["json_schema"u8];
        return type.Is("json_schema"u8) ? new OutputFormat(JsonOut.Copy(schema["schema"u8]), schema["name"u8].Text(), schema["strict"u8].IsTrue ? true : null) { Description = schema["description"u8].Text() } : null;
    }

    private static List<string> Strings(JsonSpan value)
    {
        var found = new List<string>();
        if (value.HasText)
        {
            found.Add(value.Text()!);
        }

        foreach (var element in value.Elements)
        {
            if (element.HasText)
            {
                found.Add(element.Text()!);
            }
        }

        return found;
    }
}
