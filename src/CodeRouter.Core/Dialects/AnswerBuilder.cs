using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Joins the steps of a stream to the whole answer they make.</summary>
internal sealed class AnswerBuilder : IAnswerSink
{
    private readonly List<Content> _contents = [];
    private readonly StringBuilder _text = new();
    private readonly List<Citation> _citations = [];
    private readonly List<byte[]?> _odds = [];
    private Content? _block;
    private ReasoningState? _state;

    public Answer Answer { get; private set; } = new();

    public void On(in AnswerEvent step)
    {
        switch (step.Kind)
        {
            case AnswerEventKind.Start:
                Answer = Answer with { Id = step.Id ?? "", Model = step.Text ?? "" };
                break;
            case AnswerEventKind.BlockStart:
                _block = step.Block;
                _state = null;
                _text.Clear();
                _citations.Clear();
                _odds.Clear();
                break;
            case AnswerEventKind.BlockDelta:
                _text.Append(step.Text);
                _odds.Add(step.LogProbs);
                break;
            case AnswerEventKind.BlockState:
                _state = step.State;
                break;
            case AnswerEventKind.BlockCitation:
                _citations.Add(step.Citation!);
                break;
            case AnswerEventKind.BlockEnd when _block is not null:
                string text = _text.ToString();
                _contents.Add(_block.Kind == PartKind.ToolCall ? _block with { Arguments = text } : _block with { Text = text, State = _state, Citations = [.. _citations], LogProbs = TokenOdds.Join(_odds) });
                Answer = Answer with { Contents = _contents };
                _block = null;
                break;
            case AnswerEventKind.Usage:
                Answer = Answer with { Usage = step.Usage };
                break;
            case AnswerEventKind.Stop:
                Answer = Answer with { Stop = step.Stop, StopText = step.StopText };
                break;
        }
    }
}
