using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>
/// Reads Responses events as neutral steps. A message's parts are blocks of their own; what came in no delta is taken from the event that
/// says the part or item is done.
/// </summary>
internal sealed class ResponsesStepReader(AnswerContext context, Losses losses) : IStepReader
{
    private static readonly Content TextStart = new(PartKind.Text);
    private static readonly Content RefusalStart = new(PartKind.Text) { IsRefusal = true };
    private readonly Dictionary<(int Output, int Part), Block> _blocks = [];
    private readonly Dictionary<int, StringBuilder> _early = [];
    private readonly HashSet<int> _begun = [];
    private readonly List<Content> _seen = [];
    private readonly UsageTally _tally = new();
    private int _slots;
    private bool _started;
    private StopClass _stop;

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        var fields = ResponsesEvent.Read(root);
        var kind = fields.Type.HasText ? fields.Type.Inner : name;
        if (!kind.StartsWith("response."u8))
        {
            return;
        }

        kind = kind["response."u8.Length..];
        int output = fields.Output;
        if (kind.SequenceEqual("output_text.delta"u8) || kind.SequenceEqual("refusal.delta"u8))
        {
            Say((output, fields.Part), kind[0] == 'r' ? RefusalStart : TextStart, fields.Delta, sink, root["logprobs"u8]);
        }
        else if (kind.SequenceEqual("function_call_arguments.delta"u8) || kind.SequenceEqual("custom_tool_call_input.delta"u8))
        {
            SayArguments(output, fields.Delta, sink);
        }
        else if (kind.SequenceEqual("reasoning_summary_text.delta"u8) || kind.SequenceEqual("reasoning_text.delta"u8))
        {
            ReadThought(output, fields.Part, fields.Delta, kind[10] == 's', sink);
        }
        else if (kind.SequenceEqual("output_text.annotation.added"u8))
        {
            ReadCitation((output, fields.Part), root["annotation"u8], sink);
        }
        else if (kind.SequenceEqual("function_call_arguments.done"u8) || kind.SequenceEqual("custom_tool_call_input.done"u8))
        {
            if (_blocks.TryGetValue((output, 0), out var call) && !call.Any)
            {
                SayArguments(output, root.Either("arguments"u8, "input"u8), sink);
            }
        }
        else if (kind.SequenceEqual("output_text.done"u8) || kind.SequenceEqual("refusal.done"u8))
        {
            if (!_blocks.TryGetValue((output, fields.Part), out var said) || !said.Any)
            {
                Say((output, fields.Part), kind[0] == 'r' ? RefusalStart : TextStart, root.Either("text"u8, "refusal"u8), sink);
            }
        }
        else if (kind.SequenceEqual("output_item.added"u8))
        {
            ReadItem(output, fields.Item, sink);
        }
        else if (kind.SequenceEqual("output_item.done"u8))
        {
            ReadDone(output, fields.Item, sink);
        }
        else if (fields.Response.IsObject)
        {
            ReadLifecycle(kind, fields.Response, sink);
        }
    }

    public void Finish(IAnswerSink sink)
    {
        foreach (var block in _blocks.Values)
        {
            End(block, sink);
        }

        if (_tally.Usage is { } usage)
        {
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = _stop });
    }

    private void ReadLifecycle(ReadOnlySpan<byte> kind, JsonSpan response, IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.On(new AnswerEvent(AnswerEventKind.Start) { Id = response["id"u8].Text(), Text = response["model"u8].Text() });
        }

        if (!kind.SequenceEqual("completed"u8) && !kind.SequenceEqual("incomplete"u8))
        {
            return;
        }

        // Some servers stream nothing but the end: then the answer stands there whole. And so does what was begun and never told.
        bool nothing = _blocks.Count == 0;
        int output = 0;
        foreach (var item in response["output"u8].Elements)
        {
            if (nothing || (_begun.Contains(output) && !IsTold(output)))
            {
                ReadDone(output, item, sink);
            }

            output++;
        }

        ResponsesUsage.Read(response["usage"u8], _tally);
        _stop = ResponsesAnswerForm.Stop(response, _seen);
    }

    private bool IsTold(int output)
    {
        foreach (var (key, block) in _blocks)
        {
            if (key.Output == output && (block.Any || block.Ended))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadItem(int output, JsonSpan item, IAnswerSink sink)
    {
        _begun.Add(output);
        var type = item["type"u8];
        if (type.Is("message"u8))
        {
            return;
        }

        // The reader of whole items knows every kind; only what comes in pieces later is left out here.
        Content? start = null;
        ResponsesContents.ReadItem(item, context.Vendor, losses, (role, content) => start = role == Role.Assistant ? content : null);
        if (start is { Kind: PartKind.ToolCall } call)
        {
            Open((output, 0), call with { Arguments = "" }, sink);
        }
        else if (start is { Kind: PartKind.Reasoning })
        {
            Open((output, 0), new Content(PartKind.Reasoning), sink);
        }
    }

    private void ReadDone(int output, JsonSpan item, IAnswerSink sink)
    {
        int part = 0;
        ResponsesContents.ReadItem(item, context.Vendor, losses, (role, content) =>
        {
            if (role != Role.Assistant || content.Kind is not (PartKind.Text or PartKind.ToolCall or PartKind.Reasoning))
            {
                return;
            }

            string text = content.Kind == PartKind.ToolCall ? content.Arguments : content.Text;
            if (content.Kind == PartKind.Text && text.Length == 0)
            {
                part++;
                return;
            }

            var block = Open((output, part++), content with { Text = "", Arguments = "", State = null, Citations = [] }, sink);
            if (!block.Any && text.Length > 0)
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = block.Slot, Text = text, LogProbs = content.LogProbs });
            }

            if (content.State is not null)
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = block.Slot, State = content.State });
            }

            foreach (var citation in block.Cited ? [] : content.Citations)
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Slot = block.Slot, Citation = citation });
            }

            End(block, sink);
        });
    }

    private void ReadThought(int output, int part, JsonSpan delta, bool isSummary, IAnswerSink sink)
    {
        var block = Open((output, 0), new Content(PartKind.Reasoning), sink);
        if (block.Part != part && block.Any)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = block.Slot, Text = "\n\n" });
        }

        // A summary and the full text of one item say the same twice; the one that began counts.
        block.Part = part;
        block.IsSummary ??= isSummary;
        if (block.IsSummary == isSummary)
        {
            Say((output, 0), null, delta, sink);
        }
    }

    private void ReadCitation((int Output, int Part) key, JsonSpan annotation, IAnswerSink sink)
    {
        if (ResponsesContents.ReadCitation(annotation) is not { } citation || !_blocks.TryGetValue(key, out var block))
        {
            losses.Add("citations");
            return;
        }

        block.Cited = true;
        sink.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Slot = block.Slot, Citation = citation });
    }

    private void Say((int Output, int Part) key, Content? start, JsonSpan delta, IAnswerSink sink, JsonSpan odds = default)
    {
        if (!delta.HasText)
        {
            return;
        }

        Block? block = start is not null ? Open(key, start, sink) : _blocks.GetValueOrDefault(key);
        if (block is { Ended: false })
        {
            block.Any = true;
            losses.AddIf(odds.HasItems && context.Caller == WireFormat.AnthropicMessages, "logprobs");
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = block.Slot, Text = delta.Text(), LogProbs = TokenOdds.Of(odds) });
        }
    }

    /// <summary>Arguments that come before their call has begun wait for its name.</summary>
    private void SayArguments(int output, JsonSpan delta, IAnswerSink sink)
    {
        if (_blocks.ContainsKey((output, 0)))
        {
            Say((output, 0), null, delta, sink);
        }
        else if (delta.HasText)
        {
            _early.TryAdd(output, new StringBuilder());
            _early[output].Append(delta.Text());
        }
    }

    private Block Open((int Output, int Part) key, Content start, IAnswerSink sink)
    {
        if (_blocks.TryGetValue(key, out var open))
        {
            return open;
        }

        var block = new Block { Slot = _slots++ };
        _blocks[key] = block;
        _seen.Add(start);
        sink.On(ToolTexts.Start(block.Slot, start, context.Names));
        if (start.Kind == PartKind.ToolCall && _early.Remove(key.Output, out var early))
        {
            block.Any = true;
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = block.Slot, Text = early.ToString() });
        }

        return block;
    }

    private static void End(Block block, IAnswerSink sink)
    {
        if (!block.Ended)
        {
            block.Ended = true;
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = block.Slot });
        }
    }

    private sealed class Block
    {
        public int Slot { get; init; }

        public int Part { get; set; }

        public bool Any { get; set; }

        public bool Cited { get; set; }

        public bool Ended { get; set; }

        public bool? IsSummary { get; set; }
    }
}
