using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads the events of a streamed message as neutral steps.</summary>
internal sealed class MessagesStepReader(AnswerContext context, Losses losses) : IStepReader
{
    private readonly UsageTally _tally = new() { CachedIsInside = false };
    private readonly Dictionary<int, PartKind> _open = [];
    private readonly HashSet<int> _known = [];
    private Dictionary<int, StringBuilder>? _early;
    private StopClass _stop;
    private string? _stopText;

    public void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink)
    {
        JsonSpan type = default, delta = default, block = default, message = default, usage = default;
        int index = 0;
        var members = root.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("type"u8))
            {
                type = value;
            }
            else if (members.Is("index"u8))
            {
                index = value.Int() ?? 0;
            }
            else if (members.Is("delta"u8))
            {
                delta = value;
            }
            else if (members.Is("content_block"u8))
            {
                block = value;
            }
            else if (members.Is("message"u8))
            {
                message = value;
            }
            else if (members.Is("usage"u8))
            {
                usage = value;
            }
        }

        var kind = type.HasText ? type.Inner : name;
        if (kind.SequenceEqual("content_block_delta"u8))
        {
            ReadDelta(index, delta, sink);
        }
        else if (kind.SequenceEqual("content_block_start"u8))
        {
            ReadStart(index, block, sink);
        }
        else if (kind.SequenceEqual("content_block_stop"u8))
        {
            End(index, sink);
        }
        else if (kind.SequenceEqual("message_start"u8))
        {
            ReadMessageStart(message, sink);
        }
        else if (kind.SequenceEqual("message_delta"u8))
        {
            MessagesUsage.Read(usage, _tally);
            if (delta["stop_reason"u8] is { HasText: true } reason)
            {
                _stop = MessagesStops.Read(reason);
                _stopText = delta["stop_sequence"u8].Text();
            }
        }
    }

    /// <summary>An answer that continues an earlier one begins with what it already holds.</summary>
    private void ReadMessageStart(JsonSpan message, IAnswerSink sink)
    {
        MessagesUsage.Read(message["usage"u8], _tally);
        sink.On(new AnswerEvent(AnswerEventKind.Start) { Id = message["id"u8].Text(), Text = message["model"u8].Text() });
        int index = -1;
        foreach (var block in message["content"u8].Elements)
        {
            ReadStart(index, block, sink);
            End(index--, sink);
        }
    }

    private void End(int index, IAnswerSink sink)
    {
        if (_open.Remove(index))
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = index });
        }
    }

    public void Finish(IAnswerSink sink)
    {
        if (_tally.Usage is { } usage)
        {
            sink.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = usage });
        }

        sink.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = _stop, StopText = _stopText });
    }

    private void ReadStart(int index, JsonSpan block, IAnswerSink sink)
    {
        if (_open.ContainsKey(index))
        {
            // Its first piece came before it and has opened it.
            return;
        }

        _known.Add(index);
        Content? start = null;
        string? opening = null;
        MessagesContents.Read(new JsonSpan([(byte)'[', .. block.Raw, (byte)']']), losses, c => start = c);
        if (start is null || start.Kind is PartKind.ToolResult)
        {
            return;
        }

        if (start.Kind == PartKind.ToolCall)
        {
            // Programmatic calls come with their whole input; usually it is empty and follows in pieces.
            opening = start.Arguments is "{}" or "" ? null : start.Arguments;
            start = start with { Arguments = "" };
        }
        else if (start.Kind is PartKind.Text or PartKind.Reasoning && start.Text.Length > 0)
        {
            opening = start.Text;
            start = start with { Text = "" };
        }

        var state = start.State;
        _open[index] = start.Kind;
        sink.On(ToolTexts.Start(index, start with { State = null }, context.Names));
        if (opening is not null)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = index, Text = opening });
        }

        if (state is not null)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = index, State = state });
        }

        if (_early is not null && start.Kind == PartKind.ToolCall && _early.Remove(index, out var early))
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = index, Text = early.ToString() });
        }
    }

    /// <summary>A piece of a block that has not begun: a text begins with it, a call is nothing without its name and waits for it.</summary>
    private void ReadEarly(int index, JsonSpan delta, IAnswerSink sink)
    {
        if (delta["partial_json"u8] is { HasText: true } piece)
        {
            _early ??= [];
            _early.TryAdd(index, new StringBuilder());
            _early[index].Append(piece.Text());
            return;
        }

        PartKind? kind = delta["text"u8].IsString ? PartKind.Text : delta["thinking"u8].IsString ? PartKind.Reasoning : null;
        if (kind is { } begun)
        {
            _known.Add(index);
            _open[index] = begun;
            sink.On(new AnswerEvent(AnswerEventKind.BlockStart) { Slot = index, Block = new Content(begun) });
            ReadDelta(index, delta, sink);
        }
    }

    private void ReadDelta(int index, JsonSpan delta, IAnswerSink sink)
    {
        if (!_open.ContainsKey(index))
        {
            if (!_known.Contains(index))
            {
                ReadEarly(index, delta, sink);
            }

            return;
        }

        JsonSpan text = default;
        var members = delta.Members;
        while (members.MoveNext())
        {
            if (members.Is("text"u8) || members.Is("partial_json"u8) || members.Is("thinking"u8))
            {
                text = members.Value;
            }
            else if (members.Is("signature"u8) && members.Value.HasText)
            {
                sink.On(new AnswerEvent(AnswerEventKind.BlockState) { Slot = index, State = ReasoningCarrier.Unwrap(members.Value.Text()!, Vendors.Anthropic) });
            }
            else if (members.Is("citation"u8))
            {
                if (MessagesContents.ReadCitation(members.Value) is { } citation)
                {
                    sink.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Slot = index, Citation = citation });
                }
                else
                {
                    losses.Add("citations");
                }
            }
        }

        if (text.HasText)
        {
            sink.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = index, Text = text.Text() });
        }
    }
}
