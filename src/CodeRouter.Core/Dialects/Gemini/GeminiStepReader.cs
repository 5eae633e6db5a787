using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>
/// Reads chunks as neutral steps: texts grow over chunks, calls come whole, signatures stand before the part they came with. A text is ended
/// late, for the last chunk names the sources; the calls behind it wait. Of a whole answer all texts wait.
/// </summary>
internal sealed class GeminiStepReader(AnswerContext context, Losses losses, bool whole = false) : IStepReader
{
    private readonly UsageTally _tally = GeminiUsage.NewTally();
    private readonly GeminiSources _sources = new(losses);
    private readonly List<(int Slot, int From, int To)> _texts = [];
    private int _slots;
    private int _calls;
    private int _open = -1;
    private PartKind _openKind;
    private bool _started;
    private byte[]? _odds;
    private string? _finish;
    private GeminiCallPieces? _growing;

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.On(new AnswerEvent(AnswerEventKind.Start)
            {
                Id = root.Either("responseId"u8, "response_id"u8).Text(),
                Text = root.Either("modelVersion"u8, "model_version"u8).Text(),
            });
        }

        _finish = GeminiCandidates.Read(root, _tally).Finish ?? _finish;
        int index = 0;
        foreach (var candidate in root["candidates"u8].Elements)
        {
            if (index++ > 0)
            {
                losses.Add("several_answers");
                break;
            }

            _odds = TokenOdds.OfGemini(candidate.Either("logprobsResult"u8, "logprobs_result"u8));
            losses.AddIf(_odds is not null && context.Caller == WireFormat.AnthropicMessages, "logprobs");

            foreach (var part in candidate["content"u8]["parts"u8].Elements)
            {
                ReadPart(part, sink);
            }

            _sources.Read(candidate);
            losses.AddIf(candidate.Either("urlContextMetadata"u8, "url_context_metadata"u8).HasItems, "server_tool_blocks");
        }
    }

    public void Finish(IAnswerSink sink)
    {
        End(sink);
        EndGrowing(sink);
        EndTexts(last: true, sink);
        _sources.End();
        if (_tally.Usage is { } usage)
        {
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = GeminiStops.Read(_finish, _calls > 0) });
    }

    private void ReadPart(JsonSpan part, IAnswerSink sink)
    {
        bool thought = part["thought"u8].IsTrue;
        var text = part["text"u8];
        if (GeminiStates.Of(part) is { } state)
        {
            if (thought && text.HasText)
            {
                Say(PartKind.Reasoning, text, sink);
                text = default;
            }
            else if (_openKind != PartKind.Reasoning || _open < 0)
            {
                End(sink);
                Open(PartKind.Reasoning, sink);
            }

            sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = _open, State = state });
            End(sink);
        }

        if (text.HasText)
        {
            Say(thought ? PartKind.Reasoning : PartKind.Text, text, sink);
        }
        else if (part.Either("functionCall"u8, "function_call"u8) is { IsObject: true } call)
        {
            ReadCall(call, sink);
        }
        else if (!text.IsString && !thought && GeminiStates.Of(part) is null)
        {
            losses.Add(part.Either("inlineData"u8, "inline_data"u8).Exists ? "media_output" : "server_tool_blocks");
        }
    }

    private void ReadCall(JsonSpan call, IAnswerSink sink)
    {
        End(sink);
        if (call["name"u8].HasText)
        {
            EndGrowing(sink);
            if (!GeminiCallPieces.Begins(call))
            {
                Tell(call["id"u8].Text(), call["name"u8].Text()!, call["args"u8].TextOrJson() ?? "{}", sink);
                return;
            }

            _growing = new GeminiCallPieces(call["id"u8].Text(), call["name"u8].Text()!);
        }

        if (_growing is null)
        {
            // A call without a name that continues none.
            Tell(call["id"u8].Text(), "", call["args"u8].TextOrJson() ?? "{}", sink);
            return;
        }

        _growing.Add(call);
        if (!GeminiCallPieces.Begins(call))
        {
            EndGrowing(sink);
        }
    }

    private void EndGrowing(IAnswerSink sink)
    {
        if (_growing is { } call)
        {
            _growing = null;
            Tell(call.Id, call.Name, call.Arguments, sink);
        }
    }

    private void Tell(string? ownId, string name, string arguments, IAnswerSink sink)
    {
        int slot = _slots++;
        string id = ownId is { Length: > 0 } ? CallIds.Restore(ownId) : CallIds.Make(context.Target.RequestId, _calls);
        _calls++;
        var block = new Content(PartKind.ToolCall) { CallId = id, Name = name };
        var offered = ToolTexts.AsOffered(block with { Arguments = arguments }, context.Names);
        sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = slot, Block = offered with { Arguments = "" } });
        sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = slot, Text = offered.Arguments });
        sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = slot });
    }

    private void Say(PartKind kind, JsonSpan text, IAnswerSink sink)
    {
        if (_open < 0 || _openKind != kind)
        {
            End(sink);
            if (!whole)
            {
                // What is said next is not to wait.
                EndTexts(last: false, sink);
            }

            Open(kind, sink);
        }

        string said = text.Text()!;
        if (kind == PartKind.Text)
        {
            _sources.Say(said);
        }

        // They are told of a chunk, not of a part: its first text has them.
        sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = _open, Text = said, LogProbs = kind == PartKind.Text ? _odds : null });
        _odds = kind == PartKind.Text ? null : _odds;
    }

    private void Open(PartKind kind, IAnswerSink sink)
    {
        _open = _slots++;
        _openKind = kind;
        if (kind == PartKind.Text)
        {
            _texts.Add((_open, _sources.Length, -1));
        }

        sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = _open, Block = new Content(kind) });
    }

    private void End(IAnswerSink sink)
    {
        if (_open >= 0 && _openKind == PartKind.Text)
        {
            _texts[^1] = _texts[^1] with { To = _sources.Length };
        }
        else if (_open >= 0)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = _open });
        }

        _open = -1;
    }

    private void EndTexts(bool last, IAnswerSink sink)
    {
        for (int i = 0; i < _texts.Count; i++)
        {
            var (slot, from, to) = _texts[i];
            foreach (var citation in _sources.Take(from, to, last && i == _texts.Count - 1))
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Slot = slot, Citation = citation });
            }

            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = slot });
        }

        _texts.Clear();
    }
}
