using System.Buffers;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Guards.Answers;

/// <summary>
/// The guards before one answer on its way to the caller, in the caller's format. A whole answer is looked at at once. Events of a stream
/// wait until what they say has been judged, and leave byte for byte where nothing was found; where nothing may be changed they do not wait.
/// </summary>
public sealed class AnswerGuard
{
    private readonly AnswerLook _look;
    private readonly IDialect _dialect;
    private readonly IAnswerReader _said;
    private readonly Dictionary<TextName, HeldText> _texts = [];
    private readonly Queue<HeldEvent> _waiting = new();
    private readonly EventTexts _reading = new();
    private readonly List<AnswerFind> _finds = [];
    private readonly List<TextPlace> _places = [];
    private readonly Action<HeldText, int, int, string> _takeOut;

    internal AnswerGuard(AnswerLook look, IDialect dialect)
    {
        (_look, _dialect, _said) = (look, dialect, dialect.NewStreamReader());
        _takeOut = TakeOut;
    }

    /// <summary>How many values were found, by guard and type.</summary>
    public IReadOnlyDictionary<string, int> Found => _look.Found;

    /// <summary>How many of them were taken out.</summary>
    public int Redacted => _look.Redacted;

    /// <summary>Why the answer ends, with the remedy; null where it does not. Nothing more of it leaves then.</summary>
    public string? Refusal => _look.Refusal;

    /// <summary>The answer may be changed or ended.</summary>
    public bool Acts => _look.Acts;

    /// <summary>A whole answer, or an event's data: the same bytes where nothing is taken out; nothing to be sent where <see cref="Refusal"/> is set.</summary>
    public ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> json)
    {
        var edits = new List<ByteEdit>();
        Look(json.Span, (at, instead) => edits.Add(new ByteEdit(at.Start, at.Length, instead)));
        edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return edits.Count == 0 || Refusal is not null ? json : ByteEdit.Apply(json.Span, edits);
    }

    /// <summary>Events as they came; the caller gets what has been judged by now. How many bytes were whole events.</summary>
    /// <param name="all">Nothing comes any more: what is left is an event.</param>
    public int Feed(ReadOnlySpan<byte> events, IBufferWriter<byte> caller, bool all)
    {
        int taken = 0;
        while (Refusal is null && SentEvent.TryRead(events[taken..], all, out var parts))
        {
            Take(new HeldEvent(events.Slice(taken, parts.Length), parts), caller);
            taken += parts.Length;
        }

        foreach (var text in _texts.Values)
        {
            Settle(text, ended: false);
        }

        Release(caller);
        return taken;
    }

    /// <summary>The stream is over: what waits is judged as it is.</summary>
    public void Finish(IBufferWriter<byte> caller)
    {
        EndAll();
        Release(caller);
    }

    /// <summary>A stream that is there already, as the caller may have it.</summary>
    public byte[] Stream(ReadOnlySpan<byte> events)
    {
        var made = new ArrayBufferWriter<byte>(Math.Max(1, events.Length));
        Feed(events, made, all: true);
        Finish(made);
        return made.WrittenSpan.ToArray();
    }

    /// <summary>The event that ends a stream that was refused, in step with what the caller has.</summary>
    public byte[] End(WireError error) => _dialect.WriteErrorEvent(error, _said);

    private void Take(HeldEvent taken, IBufferWriter<byte> caller)
    {
        var data = taken.Data;
        _reading.Read(data);
        if (data.IsEmpty || _reading.IsKeepAlive)
        {
            // It says nothing, and must not wait.
            taken.Write(caller);
            return;
        }

        foreach (var added in _reading.Added)
        {
            if (!_texts.TryGetValue(added.Name, out var text))
            {
                EndOthers(added.Name);
                _texts.Add(added.Name, text = new HeldText(added.Kind == TextKind.SignedReasoning));
            }

            int start = text.End;
            text.Append(data.Slice(added.At.Start, added.At.Length));
            taken.Add(new HeldPiece(text, start, text.End, added.At));
        }

        _waiting.Enqueue(taken);
        if (_reading.EndsAll)
        {
            EndAll();
        }
        else if (_reading.EndedGroup is { } group)
        {
            EndGroup(group);
        }

        if (Refusal is null && data[0] == '{')
        {
            Look(data, taken.Edit);
            if (Refusal is not null)
            {
                taken.Withhold();
            }
        }

        if (!Acts)
        {
            Release(caller);
        }
    }

    // What stands in a value besides the pieces of texts is whole.
    private void Look(ReadOnlySpan<byte> json, Action<Slice, string> edit)
    {
        _places.Clear();
        TextWalk.Add(json, 0, free: false, _places);
        Span<char> member = stackalloc char[MarkedText.LongestMember];
        foreach (var place in _places)
        {
            if (IsPiece(place.Inner))
            {
                continue;
            }

            var inner = json.Slice(place.Inner.Start, place.Inner.Length);
            char[] rented = ArrayPool<char>.Shared.Rent(inner.Length);
            var text = rented.AsSpan(0, JsonText.Decode(inner, rented));
            _look.Find(MarkedText.Member(json, place, member), text, _finds, repeats: true);
            var bytes = new RawPlace(inner);
            int judged = 0;
            foreach (var find in _finds)
            {
                if (_look.Judge(find, text[find.Start..find.End].ToString(), place.Signed) is { } instead && find.Start >= judged)
                {
                    var raw = bytes.Of(find.Start, find.End);
                    edit(raw with { Start = place.Inner.Start + raw.Start }, instead);
                    judged = find.End;
                }
            }

            text.Clear();
            ArrayPool<char>.Shared.Return(rented);
            if (Refusal is not null)
            {
                return;
            }
        }
    }

    private bool IsPiece(Slice inner)
    {
        foreach (var added in _reading.Added)
        {
            if (added.At == inner)
            {
                return true;
            }
        }

        return false;
    }

    // A model that begins to say something else has finished what it said before.
    private void EndOthers(TextName name)
    {
        foreach (var (other, text) in _texts)
        {
            if (other.Group == name.Group)
            {
                Settle(text, ended: true);
            }
        }
    }

    private void EndGroup(int group)
    {
        foreach (var (name, text) in _texts)
        {
            if (name.Group == group)
            {
                Settle(text, ended: true);
            }
        }
    }

    private void EndAll()
    {
        foreach (var text in _texts.Values)
        {
            Settle(text, ended: true);
        }
    }

    private void Settle(HeldText text, bool ended)
    {
        if (Refusal is null)
        {
            text.Settle(_look, ended, _finds, _takeOut);
        }
    }

    // A value may have come in several events: the first one says what stands in its place.
    private void TakeOut(HeldText text, int start, int end, string instead)
    {
        foreach (var waiting in _waiting)
        {
            if (waiting.TakeOut(text, start, end, instead))
            {
                instead = "";
            }
        }
    }

    private void Release(IBufferWriter<byte> caller)
    {
        while (_waiting.TryPeek(out var next) && (next.IsJudged || !Acts))
        {
            _said.Read(next.Name, next.Data);
            next.Write(caller);
            _waiting.Dequeue();
        }
    }
}
