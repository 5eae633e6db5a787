using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Converse;

/// <summary>
/// Reads Converse answers. Texts open with their first piece, only calls announce themselves; the usage follows behind the stop.
/// </summary>
internal sealed class ConverseReader(AnswerContext context, Losses losses) : INativeReader
{
    private readonly UsageTally _tally = new() { CachedIsInside = false };
    private readonly HashSet<int> _open = [];
    private string? _stop;
    private bool _started;
    private bool _finished;

    public bool Complete => _stop is not null && Failure is null;

    public StreamFailure? Failure { get; private set; }

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        Start(sink);
        if (name.SequenceEqual("contentBlockDelta"u8))
        {
            ReadDelta(root["contentBlockIndex"u8].Int() ?? 0, root["delta"u8], sink);
        }
        else if (name.SequenceEqual("contentBlockStart"u8))
        {
            if (root["start"u8]["toolUse"u8] is { IsObject: true } call)
            {
                OpenCall(root["contentBlockIndex"u8].Int() ?? 0, call, sink);
            }
        }
        else if (name.SequenceEqual("contentBlockStop"u8))
        {
            End(root["contentBlockIndex"u8].Int() ?? 0, sink);
        }
        else if (name.SequenceEqual("messageStop"u8))
        {
            _stop = root["stopReason"u8].Text() ?? "";
        }
        else if (name.SequenceEqual("metadata"u8))
        {
            ReadUsage(root["usage"u8]);
            if (_stop is not null)
            {
                Finish(sink);
            }
        }
        else if (name.EndsWith("Exception"u8) || name.SequenceEqual("error"u8))
        {
            string code = System.Text.Encoding.UTF8.GetString(name);
            Failure = new StreamFailure(FailureNames.Status(code) ?? 502, code, root.Either("message"u8, "Message"u8).Text() ?? code);
        }
    }

    public void ReadWhole(JsonSpan root, IAnswerSink sink)
    {
        Start(sink);
        int index = 0;
        foreach (var block in root["output"u8]["message"u8]["content"u8].Elements)
        {
            if (block["toolUse"u8] is { IsObject: true } call)
            {
                OpenCall(index, call, sink);
                sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = index, Text = call["input"u8].TextOrJson() ?? "{}" });
            }
            else if (block["reasoningContent"u8] is { IsObject: true } reasoning)
            {
                ReadReasoning(index, reasoning["reasoningText"u8] is { IsObject: true } text ? text : reasoning, sink);
            }
            else
            {
                // Text with citations stands one level deeper.
                Say(index, PartKind.Text, block["text"u8], sink);
                foreach (var piece in block["citationsContent"u8]["content"u8].Elements)
                {
                    Say(index, PartKind.Text, piece["text"u8], sink);
                }

                losses.AddIf(block["citationsContent"u8]["citations"u8].HasItems, "citations");
            }

            End(index++, sink);
        }

        _stop = root["stopReason"u8].Text();
        ReadUsage(root["usage"u8]);
    }

    public void Finish(IAnswerSink sink)
    {
        if (_finished)
        {
            return;
        }

        _finished = true;
        if (_tally.Usage is { } usage)
        {
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = Stop(_stop) });
    }

    private void Start(IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.On(new AnswerEvent(AnswerEventKind.Start) { Text = context.Target.Model });
        }
    }

    private void ReadDelta(int index, JsonSpan delta, IAnswerSink sink)
    {
        if (delta["toolUse"u8] is { IsObject: true } call)
        {
            Delta(index, call["input"u8], sink);
        }
        else if (delta["reasoningContent"u8] is { IsObject: true } reasoning)
        {
            ReadReasoning(index, reasoning, sink);
        }
        else if (delta["text"u8] is { IsString: true } text)
        {
            Say(index, PartKind.Text, text, sink);
        }
        else
        {
            losses.AddIf(delta["citation"u8].IsObject, "citations");
        }
    }

    private void ReadReasoning(int index, JsonSpan reasoning, IAnswerSink sink)
    {
        Say(index, PartKind.Reasoning, reasoning["text"u8], sink);
        var sealed_ = reasoning["redactedContent"u8];
        if ((sealed_.HasText ? sealed_ : reasoning["signature"u8]) is { HasText: true } state)
        {
            Open(index, new Content(PartKind.Reasoning), sink);
            sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = index, State = ReasoningCarrier.Unwrap(state.Text()!, context.Vendor) with { Redacted = sealed_.HasText } });
        }
    }

    private void OpenCall(int index, JsonSpan call, IAnswerSink sink)
    {
        _open.Add(index);
        var block = new Content(PartKind.ToolCall) { CallId = CallIds.Restore(call["toolUseId"u8].Text() ?? ""), Name = call["name"u8].Text() ?? "" };
        sink.On(ToolTexts.Start(index, block, context.Names));
    }

    private void Say(int index, PartKind kind, JsonSpan text, IAnswerSink sink)
    {
        if (text.HasText)
        {
            Open(index, new Content(kind), sink);
            Delta(index, text, sink);
        }
    }

    private static void Delta(int index, JsonSpan text, IAnswerSink sink) => sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = index, Text = text.Text() ?? "" });

    private void Open(int index, Content block, IAnswerSink sink)
    {
        if (_open.Add(index))
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = index, Block = block });
        }
    }

    private void End(int index, IAnswerSink sink)
    {
        if (_open.Remove(index))
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = index });
        }
    }

    private void ReadUsage(JsonSpan usage)
    {
        _tally.Input = usage["inputTokens"u8].Long() ?? _tally.Input;
        _tally.Output = usage["outputTokens"u8].Long() ?? _tally.Output;
        _tally.CacheRead = usage["cacheReadInputTokens"u8].Long() ?? _tally.CacheRead;
        _tally.CacheWrite = usage["cacheWriteInputTokens"u8].Long() ?? _tally.CacheWrite;
    }

    private static StopClass Stop(string? reason) => reason switch
    {
        "end_turn" => StopClass.EndTurn,
        "tool_use" => StopClass.ToolUse,
        "max_tokens" => StopClass.MaxTokens,
        "stop_sequence" => StopClass.StopSequence,
        "guardrail_intervened" or "content_filtered" => StopClass.Refusal,
        "model_context_window_exceeded" => StopClass.Window,
        _ => StopClass.EndTurn,
    };
}
