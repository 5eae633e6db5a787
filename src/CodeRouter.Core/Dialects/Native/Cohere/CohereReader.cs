using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Cohere;

/// <summary>Reads answers of <c>/v2/chat</c>. Contents and calls are counted apart; the plan before calls is text like any other.</summary>
internal sealed class CohereReader(AnswerContext context, Losses losses) : INativeReader
{
    private const int Plan = 1_000_000;
    private const int Calls = 2_000_000;
    private readonly UsageTally _tally = new();
    private readonly HashSet<int> _open = [];
    private string? _finish;
    private bool _started;

    public bool Complete => _finish is not null && Failure is null;

    public StreamFailure? Failure { get; private set; }

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        var type = root["type"u8] is { HasText: true } own ? own.Inner : name;
        int index = root["index"u8].Int() ?? 0;
        var delta = root["delta"u8];
        var message = delta["message"u8];
        Start(root["id"u8], sink);
        if (type.SequenceEqual("content-start"u8) || type.SequenceEqual("content-delta"u8))
        {
            ReadContent(index, message["content"u8], sink);
        }
        else if (type.SequenceEqual("tool-plan-delta"u8))
        {
            Say(Plan, PartKind.Text, message["tool_plan"u8], sink);
        }
        else if (type.SequenceEqual("tool-call-start"u8))
        {
            End(Plan, sink);
            OpenCall(Calls + index, message["tool_calls"u8], sink);
        }
        else if (type.SequenceEqual("tool-call-delta"u8))
        {
            Delta(Calls + index, message["tool_calls"u8]["function"u8]["arguments"u8], sink);
        }
        else if (type.SequenceEqual("content-end"u8))
        {
            End(index, sink);
        }
        else if (type.SequenceEqual("tool-call-end"u8))
        {
            End(Calls + index, sink);
        }
        else if (type.SequenceEqual("citation-start"u8))
        {
            losses.Add("citations");
        }
        else if (type.SequenceEqual("message-end"u8))
        {
            End(Plan, sink);
            ReadEnd(delta, delta["error"u8]);
        }
    }

    public void ReadWhole(JsonSpan root, IAnswerSink sink)
    {
        Start(root["id"u8], sink);
        var message = root["message"u8];
        Say(Plan, PartKind.Text, message["tool_plan"u8], sink);
        End(Plan, sink);
        int index = 0;
        foreach (var content in message["content"u8].Elements)
        {
            ReadContent(index, content, sink);
            End(index++, sink);
        }

        int slot = Calls;
        foreach (var call in message["tool_calls"u8].Elements)
        {
            OpenCall(slot, call, sink);
            End(slot++, sink);
        }

        losses.AddIf(message["citations"u8].HasItems, "citations");
        ReadEnd(root, root["error"u8]);
    }

    public void Finish(IAnswerSink sink)
    {
        if (_tally.Usage is { } usage)
        {
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop)
        {
            Stop = _finish switch
            {
                "TOOL_CALL" => StopClass.ToolUse,
                "MAX_TOKENS" => StopClass.MaxTokens,
                "STOP_SEQUENCE" => StopClass.StopSequence,
                "ERROR_TOXIC" => StopClass.Refusal,
                _ => StopClass.EndTurn,
            },
        });
    }

    private void Start(JsonSpan id, IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.On(new AnswerEvent(AnswerEventKind.Start) { Id = id.Text(), Text = context.Target.Model });
        }
    }

    private void ReadContent(int index, JsonSpan content, IAnswerSink sink)
    {
        Say(index, PartKind.Reasoning, content["thinking"u8], sink);
        Say(index, PartKind.Text, content["text"u8], sink);
    }

    private void ReadEnd(JsonSpan end, JsonSpan error)
    {
        _finish = end["finish_reason"u8].Text();
        if (_finish is "ERROR" or "ERROR_LIMIT" or "TIMEOUT" or "USER_CANCEL")
        {
            Failure = new StreamFailure(_finish is "TIMEOUT" ? 504 : 502, _finish, error.TextOrJson() ?? $"The upstream ended the answer with {_finish}.");
        }

        // What is billed leaves out what they add to the prompt themselves.
        var usage = end["usage"u8];
        var counted = usage["billed_units"u8] is { IsObject: true } billed ? billed : usage["tokens"u8];
        _tally.Input = counted["input_tokens"u8].Long();
        _tally.Output = counted["output_tokens"u8].Long();
    }

    private void OpenCall(int slot, JsonSpan call, IAnswerSink sink)
    {
        var function = call["function"u8];
        _open.Add(slot);
        sink.On(ToolTexts.Start(slot, new Content(PartKind.ToolCall) { CallId = CallIds.Restore(call["id"u8].Text() ?? ""), Name = function["name"u8].Text() ?? "" }, context.Names));
        Delta(slot, function["arguments"u8], sink);
    }

    private void Say(int slot, PartKind kind, JsonSpan text, IAnswerSink sink)
    {
        if (text.HasText)
        {
            if (_open.Add(slot))
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = slot, Block = new Content(kind) });
            }

            Delta(slot, text, sink);
        }
    }

    private static void Delta(int slot, JsonSpan text, IAnswerSink sink)
    {
        if (text.HasText)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = slot, Text = text.Text() });
        }
    }

    private void End(int slot, IAnswerSink sink)
    {
        if (_open.Remove(slot))
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = slot });
        }
    }
}
