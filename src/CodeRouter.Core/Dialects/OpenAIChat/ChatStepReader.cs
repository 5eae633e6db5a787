using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>
/// Reads chat chunks as neutral steps. The format marks no ends: a block ends when another kind begins, a call when its arguments are whole
/// and the next one begins, everything when the stream does.
/// </summary>
internal sealed class ChatStepReader(AnswerContext context, Losses losses) : IStepReader
{
    private readonly UsageTally _tally = new();
    private readonly List<Call> _calls = [];
    private readonly List<Content> _seen = [];
    private readonly ChatSources _sources = new();
    private StringBuilder? _said;
    private bool _cited;
    private int _slots;
    private int _textSlot = -1;
    private PartKind _textKind;
    private bool _textIsRefusal;
    private bool _started;
    private string? _finish;

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        JsonSpan choices = default;
        string? id = null;
        string? model = null;
        var members = root.Members;
        while (members.MoveNext())
        {
            if (members.Is("choices"u8))
            {
                choices = members.Value;
            }
            else if (members.Is("usage"u8))
            {
                ChatUsage.Read(members.Value, _tally);
            }
            else if (members.Is("x_groq"u8))
            {
                ChatUsage.Read(members.Value["usage"u8], _tally);
            }
            else if (members.Is("citations"u8) || members.Is("search_results"u8))
            {
                _sources.Read(members.Name, members.Value);
            }
            else if (!_started && members.Is("id"u8))
            {
                id = members.Value.Text();
            }
            else if (!_started && members.Is("model"u8))
            {
                model = members.Value.Text();
            }
        }

        // Azure opens with a chunk of filter results whose id and model are empty.
        if (!_started && choices.HasItems)
        {
            _started = true;
            sink.On(new AnswerEvent(AnswerEventKind.Start) { Id = id, Text = model });
        }

        foreach (var choice in choices.Elements)
        {
            if (choice["index"u8].Int() is > 0)
            {
                losses.Add("several_answers");
                continue;
            }

            ReadChoice(choice, sink);
        }
    }

    public void Finish(IAnswerSink sink)
    {
        EndText(sink);
        losses.AddIf(_sources.Any && !_cited, "citations");
        foreach (var call in _calls)
        {
            if (!call.Open && call.Arguments.Length > 0)
            {
                Begin(call, "", sink);
            }

            EndCall(call, sink);
        }

        if (_tally.Usage is { } usage)
        {
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = ChatStops.Read(_finish, _seen) });
    }

    private void ReadChoice(JsonSpan choice, IAnswerSink sink)
    {
        JsonSpan delta = default, whole = default, finish = default, odds = default;
        var members = choice.Members;
        while (members.MoveNext())
        {
            if (members.Is("delta"u8))
            {
                delta = members.Value;
            }
            else if (members.Is("message"u8))
            {
                whole = members.Value;
            }
            else if (members.Is("finish_reason"u8))
            {
                finish = members.Value;
            }
            else if (members.Is("logprobs"u8))
            {
                odds = members.Value["content"u8];
            }
        }

        losses.AddIf(odds.HasItems && context.Caller == WireFormat.AnthropicMessages, "logprobs");
        ReadDelta(delta.Exists ? delta : whole, odds, sink);
        if (finish.HasText)
        {
            _finish = finish.Text();
        }
    }

    private void ReadDelta(JsonSpan delta, JsonSpan odds, IAnswerSink sink)
    {
        JsonSpan content = default, reasoning = default, details = default, refusal = default, calls = default, old = default, annotations = default, transcript = default;
        var members = delta.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("content"u8))
            {
                content = value;
            }
            else if (members.Is("reasoning_content"u8) || members.Is("reasoning"u8))
            {
                reasoning = value.HasText ? value : reasoning;
            }
            else if (members.Is("reasoning_details"u8))
            {
                details = value;
            }
            else if (members.Is("refusal"u8))
            {
                refusal = value;
            }
            else if (members.Is("tool_calls"u8))
            {
                calls = value;
            }
            else if (members.Is("function_call"u8))
            {
                old = value;
            }
            else if (members.Is("annotations"u8))
            {
                annotations = value;
            }
            else if (members.Is("audio"u8))
            {
                transcript = value["transcript"u8];
                losses.AddIf(value.IsObject, "audio");
            }
            else
            {
                ChatContents.NoteUnsaid(members.Name, value, losses);
            }
        }

        ReadReasoning(reasoning, details, sink);
        ReadContent(content, odds, sink);
        Say(PartKind.Text, false, transcript, sink);
        Say(PartKind.Text, true, refusal, sink);
        foreach (var citation in ChatContents.ReadCitations(annotations, losses))
        {
            if (_textSlot >= 0 && _textKind == PartKind.Text)
            {
                _cited = true;
                sink.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Slot = _textSlot, Citation = citation });
            }
            else
            {
                losses.Add("citations");
            }
        }

        foreach (var call in calls.Elements)
        {
            ReadCall(call, sink);
        }

        if (old.IsObject)
        {
            Continue(FindCall(0, ""), old["name"u8].Text(), "", old["arguments"u8], false, sink);
        }
    }

    private void ReadReasoning(JsonSpan reasoning, JsonSpan details, IAnswerSink sink)
    {
        if (reasoning.HasText)
        {
            Say(PartKind.Reasoning, false, reasoning, sink);
        }

        foreach (var detail in details.Elements)
        {
            if (!reasoning.HasText)
            {
                Say(PartKind.Reasoning, false, detail["text"u8].Exists ? detail["text"u8] : detail["summary"u8], sink);
            }

            if (detail["data"u8] is { HasText: true } data && ReasoningCarrier.IsIn(data.Raw))
            {
                Open(PartKind.Reasoning, false, sink);
                sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = _textSlot, State = ReasoningCarrier.Unwrap(data.Text()!, "") with { Length = null } });
                sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = _textSlot });
                _textSlot = -1;
            }
        }
    }

    private void ReadContent(JsonSpan content, JsonSpan odds, IAnswerSink sink)
    {
        if (content.IsString)
        {
            Say(PartKind.Text, false, content, sink, odds);
            return;
        }

        foreach (var part in content.Elements)
        {
            Say(PartKind.Text, false, part["text"u8], sink);
            foreach (var piece in part["thinking"u8].Elements)
            {
                Say(PartKind.Reasoning, false, piece["text"u8], sink);
            }
        }
    }

    private void Say(PartKind kind, bool refusal, JsonSpan text, IAnswerSink sink, JsonSpan odds = default)
    {
        if (text.HasText)
        {
            Open(kind, refusal, sink);
            string said = text.Text()!;
            _said?.Append(said);
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = _textSlot, Text = said, LogProbs = TokenOdds.Of(odds) });
        }
    }

    private void Open(PartKind kind, bool refusal, IAnswerSink sink)
    {
        if (_textSlot >= 0 && _textKind == kind && _textIsRefusal == refusal)
        {
            return;
        }

        EndText(sink);
        EndWhole(sink);
        _textSlot = _slots++;
        _textKind = kind;
        _textIsRefusal = refusal;

        // Such servers tell their sources from the first chunk on; all others need no copy of the text.
        _said = kind == PartKind.Text && _sources.Any ? new StringBuilder() : null;
        var block = new Content(kind) { IsRefusal = refusal };
        _seen.Add(kind == PartKind.Text && !refusal ? block with { Text = "x" } : block);
        sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = _textSlot, Block = block });
    }

    private void EndText(IAnswerSink sink)
    {
        if (_textSlot < 0)
        {
            return;
        }

        if (_textKind == PartKind.Reasoning)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = _textSlot, State = new ReasoningState(Vendors.Chat, "") });
        }
        else if (_sources.Any && !_cited)
        {
            _cited = true;
            foreach (var citation in _sources.Place(_said?.ToString()))
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Slot = _textSlot, Citation = citation });
            }
        }

        sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = _textSlot });
        _textSlot = -1;
    }

    private void ReadCall(JsonSpan call, IAnswerSink sink)
    {
        string id = call["id"u8].Text() ?? "";
        var function = call["function"u8];
        var custom = function.Exists ? default : call["custom"u8];
        var found = FindCall(call["index"u8].Int(), id);
        if (!found.Open && ChatContents.Signature(call) is { } signature)
        {
            EndText(sink);
            EndWhole(sink);
            int slot = _slots++;
            sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = slot, Block = new Content(PartKind.Reasoning) });
            sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = slot, State = signature });
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = slot });
        }

        Continue(found, (custom.Exists ? custom : function)["name"u8].Text(), id, custom.Exists ? custom["input"u8] : function["arguments"u8], custom.Exists, sink);
    }

    private void Continue(Call call, string? name, string id, JsonSpan arguments, bool free, IAnswerSink sink)
    {
        call.Id = call.Id.Length > 0 ? call.Id : id;
        call.Free |= free;
        if (!call.Open && !string.IsNullOrEmpty(name))
        {
            Begin(call, name, sink);
        }

        string text = arguments.TextOrJson() ?? "";
        if (text.Length > 0 && !call.Ended)
        {
            call.Arguments.Append(text);
            if (call.Open)
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = call.Slot, Text = text });
            }
        }
    }

    /// <summary>Opens a call, with what came of its arguments before its name did.</summary>
    private void Begin(Call call, string name, IAnswerSink sink)
    {
        EndText(sink);
        EndWhole(sink);
        call.Slot = _slots++;
        call.Open = true;
        var block = new Content(PartKind.ToolCall)
        {
            CallId = call.Id.Length > 0 ? CallIds.Restore(call.Id) : CallIds.Make(context.Target.RequestId, _calls.IndexOf(call)),
            Name = name,
            IsFreeText = call.Free,
        };
        _seen.Add(block);
        sink.On(ToolTexts.Start(call.Slot, block, context.Names));
        if (call.Arguments.Length > 0)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = call.Slot, Text = call.Arguments.ToString() });
        }
    }

    private Call FindCall(int? index, string id)
    {
        foreach (var call in _calls)
        {
            if (index is { } number ? call.Index == number && (id.Length == 0 || call.Id.Length == 0 || string.Equals(call.Id, id, StringComparison.Ordinal)) : id.Length > 0 && string.Equals(call.Id, id, StringComparison.Ordinal))
            {
                return call;
            }
        }

        // Without index and id a piece belongs to the newest call; with neither known it is a new one.
        if (index is null && id.Length == 0 && _calls.Count > 0)
        {
            return _calls[^1];
        }

        var added = new Call { Index = index ?? _calls.Count };
        _calls.Add(added);
        return added;
    }

    /// <summary>Ends the calls whose arguments are whole: something else begins.</summary>
    private void EndWhole(IAnswerSink sink)
    {
        foreach (var call in _calls)
        {
            if (call is { Open: true, Ended: false, Free: false } && IsWhole(call.Arguments.ToString()))
            {
                EndCall(call, sink);
            }
        }
    }

    private static bool IsWhole(string arguments) => arguments.AsSpan().TrimStart() is ['{', ..] && JsonScanner.IsWellFormed(Encoding.UTF8.GetBytes(arguments));

    private static void EndCall(Call call, IAnswerSink sink)
    {
        if (call is { Open: true, Ended: false })
        {
            call.Ended = true;
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = call.Slot });
        }
    }

    private sealed class Call
    {
        public int Index { get; init; }

        public string Id { get; set; } = "";

        public int Slot { get; set; }

        public bool Open { get; set; }

        public bool Ended { get; set; }

        public bool Free { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
