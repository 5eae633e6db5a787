using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Writes neutral steps as chat chunks: role first, deltas, one finish, the usage where asked for, <c>[DONE]</c>.</summary>
internal sealed class ChatStepWriter(AnswerContext context) : IStepWriter
{
    private readonly EventOut _events = new();
    private string _id = "chatcmpl-" + context.Target.RequestId;
    private string _model = context.Target.Bears(null);
    private bool _started;
    private Content? _block;
    private int _calls = -1;
    private readonly StringBuilder _free = new();
    private readonly List<Citation> _citations = [];
    private int _said;
    private int _ofBlock;
    private int _unsigned;
    private int _details;
    private bool _hasRefused;
    private bool _anyArguments;
    private bool _custom;
    private Usage? _usage;
    private Utf8JsonWriter? _writer;

    public IBufferWriter<byte> Output
    {
        set => _events.Output = value;
    }

    public void On(in AnswerEvent step)
    {
        switch (step.Kind)
        {
            case AnswerEventKind.Start:
                _id = string.IsNullOrEmpty(step.Id) ? _id : step.Id;
                _model = context.Target.Bears(step.Text);
                Start();
                break;
            case AnswerEventKind.BlockStart:
                BlockStart(step.Block!);
                break;
            case AnswerEventKind.BlockDelta when _block is not null && step.Text is { Length: > 0 } text:
                if (_block.IsFreeText && !_custom)
                {
                    // Text for a caller that knows JSON arguments only: it goes out in one piece.
                    _free.Append(text);
                    break;
                }

                Delta(text, step.LogProbs);
                break;
            case AnswerEventKind.BlockState when _block?.Kind == PartKind.Reasoning && step.State is { } state:
                State(state);
                break;
            case AnswerEventKind.BlockCitation when _block is { Kind: PartKind.Text }:
                _citations.Add(step.Citation!);
                break;
            case AnswerEventKind.BlockEnd:
                if (_block is { IsFreeText: true } && !_custom)
                {
                    Delta(JsonOut.ArgumentText(_block with { Arguments = _free.ToString() }));
                }
                else if (_block is { Kind: PartKind.ToolCall, IsFreeText: false } && !_anyArguments)
                {
                    // No arguments at all mean none: an empty text is no JSON.
                    Delta("{}");
                }

                Cite();
                _block = null;
                break;
            case AnswerEventKind.Usage:
                _usage = step.Usage;
                break;
            case AnswerEventKind.Stop:
                Stop(step.Stop);
                break;
        }
    }

    public void Fail(WireError error) => _events.Raw(ErrorText.Event(default, OpenAIErrors.Body(error)));

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var writer = Open();
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("content"u8, ""u8);
        End();
    }

    private void BlockStart(Content block)
    {
        _block = block;
        _ofBlock = 0;
        _hasRefused |= block.IsRefusal;
        _anyArguments = false;
        _free.Clear();
        _custom = block.IsFreeText && context.Names.TakesFreeText(block.Name);
        if (block.Kind != PartKind.ToolCall)
        {
            return;
        }

        _calls++;
        if (context.OldCalls)
        {
            Old(block.Name ?? "", "");
            return;
        }

        var writer = Begin();
        writer.WriteStartArray("tool_calls"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, _calls);
        writer.WriteString("id"u8, CallIds.Normalise(block.CallId));
        writer.WriteString("type"u8, _custom ? "custom"u8 : "function"u8);
        writer.WriteStartObject(_custom ? "custom"u8 : "function"u8);
        writer.WriteString("name"u8, block.Name ?? "");
        writer.WriteString(_custom ? "input"u8 : "arguments"u8, ""u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        End();
    }

    private void State(ReasoningState state)
    {
        if (state.Origin is not Vendors.Chat)
        {
            ChatAnswerForm.WriteDetails([state with { Length = _unsigned }], _details++, Begin());
            _unsigned = 0;
            End();
        }
        else if (state.Data.Length > 2)
        {
            ChatAnswerForm.WriteOwnDetails(state, Begin());
            End();
        }
    }

    /// <summary>Told when their text is whole: only then is it known how far one goes that stands for all of it.</summary>
    private void Cite()
    {
        if (_citations.Count > 0)
        {
            var writer = Begin();
            writer.WriteStartArray("annotations"u8);
            _citations.ForEach(c => ChatAnswerForm.WriteAnnotation(c.Within(_ofBlock, _said), writer));
            writer.WriteEndArray();
            End();
            _citations.Clear();
        }

        _said += _block is { Kind: PartKind.Text, IsRefusal: false } ? _ofBlock : 0;
    }

    /// <summary>A piece of the one call that the format once had.</summary>
    private void Old(string? name, string arguments)
    {
        if (_calls == 0)
        {
            var writer = Begin();
            writer.WriteStartObject("function_call"u8);
            writer.Text("name"u8, name);
            writer.WriteString("arguments"u8, arguments);
            writer.WriteEndObject();
            End();
        }
    }

    private void Delta(string text, byte[]? odds = null)
    {
        if (context.OldCalls && _block!.Kind == PartKind.ToolCall)
        {
            _anyArguments = true;
            Old(null, text);
            return;
        }

        var writer = Begin();
        _ofBlock += text.Length;
        switch (_block!.Kind)
        {
            case PartKind.ToolCall:
                _anyArguments = true;
                writer.WriteStartArray("tool_calls"u8);
                writer.WriteStartObject();
                writer.WriteNumber("index"u8, _calls);
                writer.WriteStartObject(_custom ? "custom"u8 : "function"u8);
                writer.WriteString(_custom ? "input"u8 : "arguments"u8, text);
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndArray();
                break;
            case PartKind.Reasoning:
                _unsigned += text.Length;
                writer.WriteString("reasoning_content"u8, text);
                break;
            default:
                writer.WriteString(_block.IsRefusal ? "refusal"u8 : "content"u8, text);
                break;
        }

        End(odds);
    }

    private void Stop(StopClass stop)
    {
        Start();
        var writer = Head();
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("delta"u8);
        writer.WriteEndObject();
        writer.WriteString("finish_reason"u8, ChatStops.Write(stop, _hasRefused, context.OldCalls));
        writer.WriteEndObject();
        writer.WriteEndArray();
        _events.End();
        if (_usage is { } usage && context.ShowsUsage)
        {
            writer = Head();
            writer.WriteStartArray("choices"u8);
            writer.WriteEndArray();
            writer.WritePropertyName("usage"u8);
            ChatAnswerForm.WriteUsage(usage, writer);
            _events.End();
        }

        _events.Raw("data: [DONE]\n\n"u8);
    }

    private Utf8JsonWriter Begin()
    {
        Start();
        return Open();
    }

    private Utf8JsonWriter Head()
    {
        var writer = _events.Begin(default);
        writer.WriteString("id"u8, _id);
        writer.WriteString("object"u8, "chat.completion.chunk"u8);
        writer.WriteNumber("created"u8, context.CreatedAt);
        writer.WriteString("model"u8, _model);
        return writer;
    }

    private Utf8JsonWriter Open()
    {
        var writer = Head();
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("delta"u8);
        return _writer = writer;
    }

    private void End(byte[]? odds = null)
    {
        _writer!.WriteEndObject();
        if (odds is not null)
        {
            ChatAnswerForm.WriteOdds(odds, _writer);
        }

        _writer.WriteNull("finish_reason"u8);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        _events.End();
    }
}
