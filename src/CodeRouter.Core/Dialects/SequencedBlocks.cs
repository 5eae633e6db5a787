using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Puts the blocks of a stream one behind the other: what belongs to a second block while the first is open waits until the first has ended.
/// Anthropic allows one open block, Gemini sends calls whole, and clients of the others are happy with it. Where the answer goes to a caller,
/// its calls get ids of their own.
/// </summary>
internal sealed class SequencedBlocks(IAnswerSink next, AnswerCallIds? ids = null) : IAnswerSink
{
    private readonly List<(int Slot, List<AnswerEvent> Events)> _waiting = [];
    private readonly StringBuilder _wrapped = new();
    private int _open = -1;
    private bool _isWrapped;

    public void On(in AnswerEvent step)
    {
        switch (step.Kind)
        {
            case AnswerEventKind.Start or AnswerEventKind.Usage:
                next.On(step);
                return;
            case AnswerEventKind.Stop:
                EndAll();
                next.On(step);
                return;
            case AnswerEventKind.BlockStart when _open < 0:
                _open = step.Slot;
                Pass(step);
                return;
            case AnswerEventKind.BlockStart:
                _waiting.Add((step.Slot, [step]));
                return;
        }

        if (step.Slot == _open)
        {
            Pass(step);
            if (step.Kind == AnswerEventKind.BlockEnd)
            {
                _open = -1;
                Release();
            }

            return;
        }

        foreach (var (slot, events) in _waiting)
        {
            if (slot == step.Slot)
            {
                events.Add(step);
                return;
            }
        }
    }

    /// <summary>Free text inside JSON is taken out when it is whole.</summary>
    private void Pass(in AnswerEvent step)
    {
        if (step.Kind == AnswerEventKind.BlockStart)
        {
            _isWrapped = step.IsWrapped;
            _wrapped.Clear();
            next.On(step.Block is { Kind: PartKind.ToolCall } call && ids is not null ? step with { Block = ids.Own(call) } : step);
            return;
        }

        if (_isWrapped && step.Kind == AnswerEventKind.BlockDelta)
        {
            _wrapped.Append(step.Text);
            return;
        }

        if (_isWrapped && step.Kind == AnswerEventKind.BlockEnd)
        {
            next.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Slot = step.Slot, Text = ToolTexts.FreeText(_wrapped.ToString()) });
        }

        next.On(step);
    }

    private void Release()
    {
        while (_open < 0 && _waiting.Count > 0)
        {
            var (slot, events) = _waiting[0];
            _waiting.RemoveAt(0);
            _open = slot;
            foreach (var step in events)
            {
                Pass(step);
                if (step.Kind == AnswerEventKind.BlockEnd)
                {
                    _open = -1;
                }
            }
        }
    }

    private void EndAll()
    {
        while (_open >= 0)
        {
            Pass(new AnswerEvent(AnswerEventKind.BlockEnd) { Slot = _open });
            _open = -1;
            Release();
        }
    }
}

/// <summary>Takes the steps of an answer one by one.</summary>
internal interface IAnswerSink
{
    void On(in AnswerEvent step);
}
