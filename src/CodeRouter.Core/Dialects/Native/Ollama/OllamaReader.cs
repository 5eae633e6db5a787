using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Ollama;

/// <summary>Reads lines of <c>/api/chat</c>; a whole answer is one line that is done. Calls come whole and without ids.</summary>
internal sealed class OllamaReader(AnswerContext context) : INativeReader
{
    private readonly UsageTally _tally = new();
    private int _slots;
    private int _calls;
    private int _open = -1;
    private PartKind _kind;
    private bool _started;
    private bool _done;
    private string? _reason;

    public bool Complete => _done && Failure is null;

    public StreamFailure? Failure { get; private set; }

    public void ReadWhole(JsonSpan root, IAnswerSink sink) => Read(default, root, sink);

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        if (root["error"u8] is { Exists: true })
        {
            Failure = FailureReader.Read(root);
            return;
        }

        if (!_started)
        {
            _started = true;
            sink.On(new AnswerEvent(AnswerEventKind.Start) { Text = root["model"u8].Text() });
        }

        var message = root["message"u8];
        Say(PartKind.Reasoning, message["thinking"u8], sink);
        Say(PartKind.Text, message["content"u8], sink);
        foreach (var call in message["tool_calls"u8].Elements)
        {
            ReadCall(call, sink);
        }

        _tally.Input = root["prompt_eval_count"u8].Long() ?? _tally.Input;
        _tally.Output = root["eval_count"u8].Long() ?? _tally.Output;
        _done |= root["done"u8].IsTrue;
        _reason = root["done_reason"u8].Text() ?? _reason;
    }

    public void Finish(IAnswerSink sink)
    {
        End(sink);
        if (_tally is { Input: not null, Usage: { } usage })
        {
            // A prompt that is still in memory is left uncounted; half a usage is none.
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = _reason is "length" ? StopClass.MaxTokens : _calls > 0 ? StopClass.ToolUse : StopClass.EndTurn });
    }

    private void ReadCall(JsonSpan call, IAnswerSink sink)
    {
        End(sink);
        int slot = _slots++;
        var function = call["function"u8];
        string id = call["id"u8].Text() is { Length: > 0 } own ? CallIds.Restore(own) : CallIds.Make(context.Target.RequestId, _calls);
        _calls++;
        sink.On(ToolTexts.Start(slot, new Content(PartKind.ToolCall) { CallId = id, Name = function["name"u8].Text() ?? "" }, context.Names));
        sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = slot, Text = function["arguments"u8].TextOrJson() ?? "{}" });
        sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = slot });
    }

    private void Say(PartKind kind, JsonSpan text, IAnswerSink sink)
    {
        if (!text.HasText)
        {
            return;
        }

        if (_open < 0 || _kind != kind)
        {
            End(sink);
            _open = _slots++;
            _kind = kind;
            sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = _open, Block = new Content(kind) });
        }

        sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = _open, Text = text.Text() });
    }

    private void End(IAnswerSink sink)
    {
        if (_open >= 0)
        {
            if (_kind == PartKind.Reasoning)
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = _open, State = new ReasoningState(Vendors.Chat, "") });
            }

            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = _open });
            _open = -1;
        }
    }
}
