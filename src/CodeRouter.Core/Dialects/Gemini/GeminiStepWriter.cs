using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Writes neutral steps as chunks: texts as they come, calls whole, the finish with the usage in the last.</summary>
internal sealed class GeminiStepWriter(AnswerContext context) : IStepWriter
{
    private readonly EventOut _events = new();
    private readonly StringBuilder _arguments = new();
    private readonly List<Citation> _citations = [];
    private readonly List<Citation> _ofBlock = [];
    private readonly StringBuilder _said = new();
    private int _before;
    private string _id = context.Target.RequestId;
    private string _model = context.Target.Bears(null);
    private Content? _block;
    private ReasoningState? _pending;
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
                _id = string.IsNullOrEmpty(step.Id) ? _id : step.Id;
                _model = context.Target.Bears(step.Text);
                break;
            case AnswerEventKind.BlockStart:
                _block = step.Block;
                _before = _said.Length;
                _arguments.Clear();
                break;
            case AnswerEventKind.BlockDelta when _block is not null && step.Text is { Length: > 0 } text:
                Delta(text, step.LogProbs);
                break;
            case AnswerEventKind.BlockState when step.State is { } state:
                if (_pending is not null)
                {
                    Chunk(writer => GeminiAnswerForm.WriteLone(ref _pending, writer));
                }

                _pending = state;
                break;
            case AnswerEventKind.BlockCitation:
                _ofBlock.Add(step.Citation!);
                break;
            case AnswerEventKind.BlockEnd:
                _citations.AddRange(_ofBlock.Select(c => c.Within(_said.Length - _before, _before)));
                _ofBlock.Clear();
                if (_block is { Kind: PartKind.ToolCall } call)
                {
                    Part(call with { Arguments = _arguments.ToString() });
                }

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

    public void Fail(WireError error) => _events.Raw(GeminiErrors.Event(error));

    private void Delta(string text, byte[]? odds)
    {
        switch (_block!.Kind)
        {
            case PartKind.ToolCall:
                _arguments.Append(text);
                break;
            case PartKind.Reasoning:
                Chunk(writer => GeminiAnswerForm.WriteThought(text, writer));
                break;
            default:
                _said.Append(text);
                Part(_block with { Text = text }, odds);
                break;
        }
    }

    private void Part(Content content, byte[]? odds = null)
    {
        var state = _pending;
        _pending = null;
        Chunk(writer => GeminiAnswerForm.WritePart(content, state, writer), odds);
    }

    private void Chunk(Action<Utf8JsonWriter> part, byte[]? odds = null)
    {
        var writer = Begin(part);
        writer.WriteNumber("index"u8, 0);
        if (odds is not null)
        {
            TokenOdds.WriteGemini(odds, writer);
        }

        End(writer);
    }

    private void Stop(StopClass stop)
    {
        var writer = Begin(output => GeminiAnswerForm.WriteLone(ref _pending, output));
        writer.WriteString("finishReason"u8, GeminiStops.Write(stop));
        writer.WriteNumber("index"u8, 0);
        GeminiGrounding.Write(_citations, _said.ToString(), writer);
        End(writer);
    }

    private Utf8JsonWriter Begin(Action<Utf8JsonWriter> part)
    {
        var writer = _events.Begin(default);
        writer.WriteStartArray("candidates"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
        part(writer);
        writer.WriteEndArray();
        writer.WriteString("role"u8, "model"u8);
        writer.WriteEndObject();
        return writer;
    }

    private void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndArray();
        GeminiAnswerForm.WriteTail(_usage, _model, _id, writer);
        _events.End();
    }
}
