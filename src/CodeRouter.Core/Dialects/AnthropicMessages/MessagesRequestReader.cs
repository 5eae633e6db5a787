using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads a Messages request in full.</summary>
internal static class MessagesRequestReader
{
    private static readonly UnsaidMembers Unsaid = new(("inference_geo", "inference_geo", ["global"]), ("speed", "speed", ["standard"]), ("cache_control", "cache_control", []),
        ("context_management", "context_management", []), ("container", "container", []), ("safeguards", "safeguards", []));

    public static Conversation Read(RequestView request, Losses losses)
    {
        var turns = new TurnList();
        ReadSystem(new JsonSpan(request.Find("system"u8)), turns);
        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            var message = new JsonSpan(request.MessageAt(i));
            var role = message["role"u8];
            var to = role.Is("assistant"u8) ? Role.Assistant : role.Is("system"u8) ? Role.System : Role.User;
            MessagesContents.Read(message["content"u8], losses, content => turns.Add(to, content));
            losses.AddIf(message["output_config"u8].Exists, "message_output_config");
        }

        var config = new JsonSpan(request.Find("output_config"u8));
        var choice = new JsonSpan(request.Find("tool_choice"u8));
        Unsaid.Note(request, losses);
        return new Conversation
        {
            Model = request.Model,
            Stream = request.Stream,
            System = turns.System,
            Turns = turns.Turns,
            Tools = MessagesTools.Read(request, losses),
            ToolChoice = MessagesTools.ReadChoice(choice),
            ParallelCalls = choice["disable_parallel_tool_use"u8].IsTrue ? false : null,
            Sampling = new Sampling
            {
                MaxOutput = new JsonSpan(request.Find("max_tokens"u8)).Int(),
                Temperature = new JsonSpan(request.Find("temperature"u8)).Double(),
                TopP = new JsonSpan(request.Find("top_p"u8)).Double(),
                TopK = new JsonSpan(request.Find("top_k"u8)).Int(),
                Stop = Strings(new JsonSpan(request.Find("stop_sequences"u8))),
            },
            Reasoning = ReadThinking(new JsonSpan(request.Find("thinking"u8)), config["effort"u8].Text()),
            Format = ReadFormat(config["format"u8]) ?? ReadFormat(new JsonSpan(request.Find("output_format"u8))),
            EndUser = new JsonSpan(request.Find("metadata"u8))["user_id"u8].Text(),
        };
    }

    private static void ReadSystem(JsonSpan system, TurnList turns)
    {
        if (system.HasText)
        {
            turns.AddSystem(Content.OfText(system.Text()!));
        }

        foreach (var block in system.Elements)
        {
            // Claude Code's billing line changes with every request: abroad it means nothing and would spoil the prompt cache.
            if (block["text"u8] is { HasText: true } text && !text.Inner.StartsWith("x-anthropic-billing-header:"u8))
            {
                turns.AddSystem(Content.OfText(text.Text()!) with { CacheMark = JsonOut.Copy(block["cache_control"u8]) });
            }
        }
    }

    private static ReasoningWish? ReadThinking(JsonSpan thinking, string? effort)
    {
        if (!thinking.IsObject && effort is null)
        {
            return null;
        }

        var type = thinking["type"u8];
        return new ReasoningWish
        {
            Enabled = type.Is("disabled"u8) ? false : type.HasText ? true : null,
            Budget = thinking["budget_tokens"u8].Int(),
            Effort = effort,
            Show = type.HasText && !type.Is("disabled"u8) && !thinking["display"u8].Is("omitted"u8),
        };
    }

    private static OutputFormat? ReadFormat(JsonSpan format) =>
        format["type"u8].Is("json_schema"u8) ? new OutputFormat(JsonOut.Copy(format["schema"u8]), format["name"u8].Text(), true) : null;

    private static List<string> Strings(JsonSpan list)
    {
        var found = new List<string>();
        foreach (var element in list.Elements)
        {
            if (element.Text() is { Length: > 0 } text)
            {
                found.Add(text);
            }
        }

        return found;
    }
}
