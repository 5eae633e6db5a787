using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>
/// Writes neutral steps as Responses events in the vendor's order, numbered without gaps; the end repeats the whole output, and a stream
/// always ends with completed, incomplete or failed.
/// </summary>
internal sealed class ResponsesStepWriter(AnswerContext context) : IStepWriter
{
    private readonly EventOut _events = new();
    private readonly List<byte[]> _items = [];
    private readonly StringBuilder _text = new();
    private readonly List<Citation> _citations = [];
    private readonly List<byte[]?> _odds = [];
    private string _id = "";
    private string _model = "";
    private bool _started;
    private int _sequence;
    private Content? _block;
    private string _itemId = "";
    private bool _partOpen;
    private bool _hasRefused;
    private bool _mayGoOn;
    private int _cited;
    private int _told;
    private Usage? _usage;

    public IBufferWriter<byte> Output
    {
        set => _events.Output = value;
    }

    public void On(in AnswerEvent step)
    {
        switch (step.Kind)
        {
            case AnswerEventKind.Start:
                Start(step.Id, step.Text);
                break;
            case AnswerEventKind.BlockStart:
                BlockStart(step.Block!);
                break;
            case AnswerEventKind.BlockDelta when _block is not null && step.Text is { Length: > 0 } text:
                Delta(text, step.LogProbs);
                break;
            case AnswerEventKind.BlockState when _block is not null:
                _block = _block with { State = step.State };
                break;
            case AnswerEventKind.BlockCitation when _block is { Kind: PartKind.Text }:
                _citations.Add(step.Citation!);
                break;
            case AnswerEventKind.BlockEnd when _block is { Kind: PartKind.Text } && _partOpen:
                // Vendors cut a text where a source begins; here it is one, and the next piece may belong to it.
                Cite();
                _mayGoOn = true;
                break;
            case AnswerEventKind.BlockEnd when _block is not null:
                BlockEnd();
                break;
            case AnswerEventKind.Usage:
                _usage = step.Usage;
                break;
            case AnswerEventKind.Stop:
                EndText();
                Start(null, null);
                var stop = step.Stop == StopClass.None ? StopClass.EndTurn : step.Stop;
                stop = stop == StopClass.Refusal && _hasRefused ? StopClass.EndTurn : stop;
                bool whole = stop is not (StopClass.MaxTokens or StopClass.Window or StopClass.Pause or StopClass.Refusal);
                WriteLifecycle(whole ? "response.completed"u8 : "response.incomplete"u8, stop, null);
                break;
        }
    }

    public void Fail(WireError error)
    {
        EndText();
        Start(null, null);
        WriteLifecycle("response.failed"u8, StopClass.None, error);
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        var writer = _events.Begin(type);
        writer.WriteString("type"u8, type);
        writer.WriteNumber("sequence_number"u8, _sequence++);
        return writer;
    }

    private Utf8JsonWriter BeginInItem(ReadOnlySpan<byte> type)
    {
        var writer = Begin(type);
        writer.WriteString("item_id"u8, _itemId);
        writer.WriteNumber("output_index"u8, _items.Count);
        return writer;
    }

    private Utf8JsonWriter BeginInPart(ReadOnlySpan<byte> type)
    {
        var writer = BeginInItem(type);
        writer.WriteNumber(_block!.Kind == PartKind.Reasoning ? "summary_index"u8 : "content_index"u8, 0);
        return writer;
    }

    private void Start(string? id, string? model)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        _id = id ?? "";
        _model = model ?? "";
        WriteLifecycle("response.created"u8, StopClass.None, null);
        WriteLifecycle("response.in_progress"u8, StopClass.None, null);
    }

    private void WriteLifecycle(ReadOnlySpan<byte> type, StopClass stop, WireError? error)
    {
        var writer = Begin(type);
        writer.WritePropertyName("response"u8);
        ResponsesOutput.WriteResponse(_id, _model, stop, _usage, context, writer, output => _items.ForEach(item => output.WriteRawValue(item, skipInputValidation: true)), error);
        _events.End();
    }

    private void BlockStart(Content block)
    {
        if (_mayGoOn && block.Kind == PartKind.Text && block.IsRefusal == _block!.IsRefusal)
        {
            _mayGoOn = false;
            return;
        }

        EndText();
        Start(null, null);
        _block = block;
        _cited = _told = 0;
        _hasRefused |= block.IsRefusal;
        _text.Clear();
        _citations.Clear();
        _odds.Clear();
        _partOpen = false;
        _itemId = ResponsesOutput.ItemId(block, context.Target.RequestId, _items.Count);
        if (block.Kind != PartKind.Text)
        {
            AddItem();
        }
    }

    private void AddItem()
    {
        var writer = Begin("response.output_item.added"u8);
        writer.WriteNumber("output_index"u8, _items.Count);
        writer.WritePropertyName("item"u8);
        ResponsesOutput.WriteItem(_block!, _itemId, false, writer, Vendors.OpenAI);
        _events.End();
    }

    private void OpenPart()
    {
        if (_partOpen)
        {
            return;
        }

        _partOpen = true;
        if (_block!.Kind == PartKind.Text)
        {
            // An item for a text that stays empty would be noise, so it begins with its first piece.
            AddItem();
        }

        var writer = BeginInPart(_block.Kind == PartKind.Text ? "response.content_part.added"u8 : "response.reasoning_summary_part.added"u8);
        writer.WritePropertyName("part"u8);
        WritePart(writer, "");
        _events.End();
    }

    private void WritePart(Utf8JsonWriter writer, string text)
    {
        if (_block!.Kind == PartKind.Reasoning)
        {
            ResponsesOutput.WriteSummary(text, writer);
        }
        else
        {
            ResponsesOutput.WritePart(_block with { Text = text, Citations = text.Length > 0 ? [.. _citations] : [], LogProbs = text.Length > 0 ? TokenOdds.Join(_odds) : null }, writer);
        }
    }

    private void Delta(string text, byte[]? odds)
    {
        _text.Append(text);
        _odds.Add(odds);
        Utf8JsonWriter writer;
        if (_block!.Kind == PartKind.ToolCall)
        {
            writer = BeginInItem(_block.IsFreeText ? "response.custom_tool_call_input.delta"u8 : "response.function_call_arguments.delta"u8);
        }
        else
        {
            OpenPart();
            writer = BeginInPart(_block.Kind == PartKind.Reasoning ? "response.reasoning_summary_text.delta"u8 : _block.IsRefusal ? "response.refusal.delta"u8 : "response.output_text.delta"u8);
        }

        writer.WriteString("delta"u8, text);
        if (_block is { Kind: PartKind.Text, IsRefusal: false })
        {
            writer.Raw("logprobs"u8, odds ?? "[]"u8);
        }

        _events.End();
    }

    /// <summary>Told when their piece is whole: only then is it known how far one goes that stands for all of it.</summary>
    private void Cite()
    {
        for (; _cited < _citations.Count; _cited++)
        {
            _citations[_cited] = _citations[_cited].Within(_text.Length - _told, _told);
            var writer = BeginInPart("response.output_text.annotation.added"u8);
            writer.WriteNumber("annotation_index"u8, _cited);
            writer.WritePropertyName("annotation"u8);
            ResponsesOutput.WriteAnnotation(_citations[_cited], writer);
            _events.End();
        }

        _told = _text.Length;
    }

    private void EndText()
    {
        if (_mayGoOn)
        {
            _mayGoOn = false;
            BlockEnd();
        }
    }

    private void BlockEnd()
    {
        var block = _block!;
        string text = _text.ToString();
        if (block.Kind == PartKind.ToolCall)
        {
            block = block with { Arguments = text };
            string whole = block.IsFreeText ? text : JsonOut.ArgumentText(block);
            if (text.Length == 0 && whole.Length > 0)
            {
                // The vendor sends even empty arguments as a piece, and callers put calls together from pieces.
                Delta(whole, null);
            }

            var writer = BeginInItem(block.IsFreeText ? "response.custom_tool_call_input.done"u8 : "response.function_call_arguments.done"u8);
            writer.WriteString(block.IsFreeText ? "input"u8 : "arguments"u8, whole);
            _events.End();
        }
        else if (_partOpen)
        {
            bool thought = block.Kind == PartKind.Reasoning;
            var writer = BeginInPart(thought ? "response.reasoning_summary_text.done"u8 : block.IsRefusal ? "response.refusal.done"u8 : "response.output_text.done"u8);
            writer.WriteString(block.IsRefusal ? "refusal"u8 : "text"u8, text);
            if (!thought && !block.IsRefusal)
            {
                writer.Raw("logprobs"u8, TokenOdds.Join(_odds) ?? "[]"u8);
            }

            _events.End();
            writer = BeginInPart(thought ? "response.reasoning_summary_part.done"u8 : "response.content_part.done"u8);
            writer.WritePropertyName("part"u8);
            WritePart(writer, text);
            _events.End();
            block = block with { Text = text, Citations = [.. _citations], LogProbs = TokenOdds.Join(_odds) };
        }
        else if (block.Kind == PartKind.Text)
        {
            _block = null;
            return;
        }

        byte[] item = JsonOut.Body(w => ResponsesOutput.WriteItem(block, _itemId, true, w, Vendors.OpenAI));
        var done = Begin("response.output_item.done"u8);
        done.WriteNumber("output_index"u8, _items.Count);
        done.Raw("item"u8, item);
        _events.End();
        _items.Add(item);
        _block = null;
    }
}
