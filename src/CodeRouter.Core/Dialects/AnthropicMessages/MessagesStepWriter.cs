using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>
/// Writes neutral steps as the events of a message: one open block at a time, indices without gaps, one start, one delta with the stop, one end.
/// </summary>
internal sealed class MessagesStepWriter(AnswerContext context) : IStepWriter
{
    private readonly EventOut _events = new();
    private int _index = -1;
    private Content? _block;
    private bool _isSigned;
    private bool _isOpen;
    private bool _started;
    private string _freeText = "";
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
                // The block's own start waits for its first piece: an empty text block is noise, and a redacted one is known by its state only.
                _block = step.Block;
                _isOpen = false;
                _freeText = "";
                break;
            case AnswerEventKind.BlockDelta when _block is not null:
                Delta(step.Text ?? "");
                break;
            case AnswerEventKind.BlockState when _block is not null:
                State(step.State!);
                break;
            case AnswerEventKind.BlockCitation when _block is { Kind: PartKind.Text }:
                Open();
                var writer = Begin("citations_delta");
                writer.WritePropertyName("citation"u8);
                MessagesAnswerForm.WriteCitation(step.Citation!, writer);
                EndDelta(writer);
                break;
            case AnswerEventKind.BlockEnd:
                Close();
                break;
            case AnswerEventKind.Usage:
                _usage = step.Usage;
                break;
            case AnswerEventKind.Stop:
                Stop(step);
                break;
        }
    }

    public void Fail(WireError error) => _events.Raw(ErrorText.Event("error"u8, MessagesErrors.Body(error)));

    private void Start(string? id, string? model)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var writer = _events.Begin("message_start"u8);
        writer.WriteString("type"u8, "message_start"u8);
        writer.WriteStartObject("message"u8);
        writer.WriteString("id"u8, string.IsNullOrEmpty(id) ? "msg_" + context.Target.RequestId : id);
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, context.Target.Bears(model));
        writer.WriteStartArray("content"u8);
        writer.WriteEndArray();
        writer.WriteNull("stop_reason"u8);
        writer.WriteNull("stop_sequence"u8);
        writer.WritePropertyName("usage"u8);
        MessagesAnswerForm.WriteUsage(new Usage(context.Target.InputEstimate, 0, 0, 0, 1, 0), writer);
        writer.WriteEndObject();
        _events.End();
    }

    private void Open(ReasoningState? redacted = null)
    {
        if (_isOpen)
        {
            return;
        }

        Start(null, null);
        _isOpen = true;
        _index++;
        var writer = _events.Begin("content_block_start"u8);
        writer.WriteString("type"u8, "content_block_start"u8);
        writer.WriteNumber("index"u8, _index);
        writer.WriteStartObject("content_block"u8);
        if (redacted is not null)
        {
            writer.WriteString("type"u8, "redacted_thinking"u8);
            writer.WriteString("data"u8, redacted.Data);
        }
        else if (_block!.Kind == PartKind.ToolCall)
        {
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, CallIds.Normalise(_block.CallId));
            writer.WriteString("name"u8, _block.Name ?? "");
            writer.WriteStartObject("input"u8);
            writer.WriteEndObject();
            MessagesAnswerForm.WriteCaller(writer);
        }
        else if (_block.Kind == PartKind.Reasoning)
        {
            writer.WriteString("type"u8, "thinking"u8);
            writer.WriteString("thinking"u8, ""u8);
            writer.WriteString("signature"u8, ""u8);
        }
        else
        {
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, ""u8);
        }

        writer.WriteEndObject();
        _events.End();
    }

    private void Delta(string text)
    {
        if (_block!.IsFreeText)
        {
            _freeText += text;
            return;
        }

        if (text.Length > 0)
        {
            WriteDelta(text);
        }
    }

    private void WriteDelta(string text)
    {
        Open();
        var (type, member) = _block!.Kind switch
        {
            PartKind.ToolCall => ("input_json_delta", "partial_json"),
            PartKind.Reasoning => ("thinking_delta", "thinking"),
            _ => ("text_delta", "text"),
        };
        var writer = Begin(type);
        writer.WriteString(member, text);
        EndDelta(writer);
    }

    private Utf8JsonWriter Begin(string deltaType)
    {
        var writer = _events.Begin("content_block_delta"u8);
        writer.WriteString("type"u8, "content_block_delta"u8);
        writer.WriteNumber("index"u8, _index);
        writer.WriteStartObject("delta"u8);
        writer.WriteString("type"u8, deltaType);
        return writer;
    }

    private void EndDelta(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        _events.End();
    }

    private void State(ReasoningState state)
    {
        if (_block!.Kind != PartKind.Reasoning)
        {
            return;
        }

        if (state is { Redacted: true, Origin: Vendors.Anthropic } && !_isOpen)
        {
            Open(state);
            _isSigned = true;
            return;
        }

        WriteSignature(state);
    }

    private void WriteSignature(ReasoningState? state)
    {
        Open();
        var writer = Begin("signature_delta");
        writer.WriteString("signature"u8, MessagesAnswerForm.Signature(state));
        EndDelta(writer);
        _isSigned = true;
    }

    private void Close()
    {
        if (_block is null)
        {
            return;
        }

        if (_block.Kind == PartKind.ToolCall)
        {
            Open();
            if (_block.IsFreeText)
            {
                WriteDelta(JsonOut.ArgumentText(_block with { Arguments = _freeText }));
            }
        }

        if (_isOpen && _block.Kind == PartKind.Reasoning && !_isSigned)
        {
            WriteSignature(null);
        }

        if (_isOpen)
        {
            var writer = _events.Begin("content_block_stop"u8);
            writer.WriteString("type"u8, "content_block_stop"u8);
            writer.WriteNumber("index"u8, _index);
            _events.End();
        }

        _block = null;
        _isOpen = false;
        _isSigned = false;
    }

    private void Stop(in AnswerEvent step)
    {
        Start(null, null);
        var writer = _events.Begin("message_delta"u8);
        writer.WriteString("type"u8, "message_delta"u8);
        writer.WriteStartObject("delta"u8);
        MessagesStops.Write(step.Stop, step.StopText, writer);
        writer.WriteEndObject();
        writer.WritePropertyName("usage"u8);
        MessagesAnswerForm.WriteUsage(_usage ?? new Usage(context.Target.InputEstimate, 0, 0, 0, 0, 0), writer);
        _events.End();
        var last = _events.Begin("message_stop"u8);
        last.WriteString("type"u8, "message_stop"u8);
        _events.End();
    }
}
