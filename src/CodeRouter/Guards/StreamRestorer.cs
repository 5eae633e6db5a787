using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>
/// Restores placeholders in a stream of events of any of the wire formats. A model writes a placeholder in pieces, so the tail of a delta
/// that may be the beginning of one is held back and stands before the next delta of the same text; when that text ends without, it goes
/// out as a delta of its own, shaped like the last one. An event without a placeholder goes out byte for byte.
/// </summary>
public sealed class StreamRestorer(Redactions redactions)
{
    // What is held of each text that is being written.
    private readonly Dictionary<TextName, Held> _held = [];
    private readonly EventTexts _reading = new();

    /// <summary>The beginning of what may be a placeholder waits.</summary>
    public bool Holds => _held.Count > 0;

    /// <summary>
    /// Events as they came; how many bytes were whole events. Where what redactions know is not all, it stops behind the first that may
    /// begin a placeholder: the rest of it may stand in the next one.
    /// </summary>
    /// <param name="all">Nothing comes any more: what is left is an event.</param>
    public int Feed(ReadOnlySpan<byte> events, IBufferWriter<byte> caller, bool all)
    {
        int taken = 0;
        while (!(Holds && redactions.IsPartial) && SentEvent.TryRead(events[taken..], all, out var parts))
        {
            var raw = events.Slice(taken, parts.Length);
            taken += parts.Length;
            if ((_held.Count == 0 && raw.IndexOf((byte)'R') < 0) || parts.Data.IsEmpty)
            {
                caller.Write(raw);
            }
            else
            {
                Event(raw, parts, caller);
            }
        }

        return taken;
    }

    /// <summary>What is still held when the stream ends.</summary>
    public void Finish(IBufferWriter<byte> caller) => Release(caller, static _ => true);

    private void Event(ReadOnlySpan<byte> raw, SentEvent parts, IBufferWriter<byte> caller)
    {
        byte[] was = parts.Joined ?? raw.Slice(parts.Data.Start, parts.Data.Length).ToArray();
        _reading.Read(was);
        if (_reading.IsKeepAlive)
        {
            caller.Write(raw);
            return;
        }

        // What the event says by itself first; then the texts that it adds a piece to.
        ReadOnlyMemory<byte> data = was;
        if (was[0] == '{' && AnswerRestorer.AllBut(_reading.Added, was, redactions) is var restored && !restored.Equals(data))
        {
            data = restored;
            _reading.Read(data.Span);
        }

        var added = _reading.Added;
        foreach (var one in added)
        {
            // A model that begins to say something else has finished what it said before.
            Release(caller, held => held.Group == one.Name.Group && held != one.Name && !Adds(held));
        }

        var edits = new List<RawEdit>();
        var open = new List<(TextName Name, byte[] Text, int Escapes, Slice At)>();
        foreach (var one in added)
        {
            Piece(one, data.Span, edits, open);
        }

        bool ends = _reading.EndsAll || _reading.EndedGroup is not null;
        if (ends && added.Count == 0)
        {
            Release(caller, name => _reading.EndsAll || name.Group == _reading.EndedGroup);
        }

        if (open.Count == 1 && edits is [{ Text.Length: 0 }])
        {
            // All of it waits; an empty delta would be noise.
            Hold(raw, parts, data.Span, open);
            return;
        }

        Write(raw, parts, was, data, edits, caller);
        Hold(raw, parts, data.Span, open);
    }

    private void Piece(EventText one, ReadOnlySpan<byte> data, List<RawEdit> edits, List<(TextName Name, byte[] Text, int Escapes, Slice At)> open)
    {
        int escapes = one.Kind switch { TextKind.Said => 1, TextKind.Arguments => 2, _ => 0 };
        if (escapes == 0)
        {
            return;
        }

        var delta = data.Slice(one.At.Start, one.At.Length);
        bool continues = _held.Remove(one.Name, out var held);
        byte[] whole = continues ? [.. held!.Text, .. delta] : delta.ToArray();
        bool ends = _reading.EndsAll || _reading.EndedGroup == one.Name.Group;
        int tail = ends || !_reading.IsPlain ? 0 : Placeholder.OpenTail(whole);
        if (tail > 0 && redactions.TryRestore(whole.AsSpan(whole.Length - tail), escapes, out int length, out _) && length == tail)
        {
            // A whole known one need not wait: digits end it.
            tail = 0;
        }

        if (!continues && tail == 0 && delta.IndexOf("REDACTED_"u8) < 0)
        {
            return;
        }

        var ready = new ArrayBufferWriter<byte>(whole.Length + 64);
        AnswerRestorer.Text(whole.AsSpan(0, whole.Length - tail), escapes, redactions, ready);
        edits.Add(new RawEdit(one.At, ready.WrittenSpan.ToArray()));
        if (tail > 0)
        {
            open.Add((one.Name, whole[^tail..], escapes, one.At));
        }
    }

    // Should its text end here, what is held goes out in an event like this one.
    private void Hold(ReadOnlySpan<byte> raw, SentEvent parts, ReadOnlySpan<byte> data, List<(TextName Name, byte[] Text, int Escapes, Slice At)> open)
    {
        foreach (var (name, text, escapes, at) in open)
        {
            byte[] head = parts.Joined is null ? [.. raw[..parts.Data.Start], .. data[..at.Start]] : [.. "data: "u8, .. data[..at.Start]];
            byte[] foot = parts.Joined is null ? [.. data[at.End..], .. raw[(parts.Data.Start + parts.Data.Length)..]] : [.. data[at.End..], .. "\n\n"u8];
            _held[name] = new Held(text, head, foot, escapes);
        }
    }

    private static void Write(ReadOnlySpan<byte> raw, SentEvent parts, byte[] was, ReadOnlyMemory<byte> data, List<RawEdit> edits, IBufferWriter<byte> caller)
    {
        if (edits.Count == 0 && data.Span.SequenceEqual(was))
        {
            caller.Write(raw);
            return;
        }

        edits.Sort(static (a, b) => a.At.Start.CompareTo(b.At.Start));
        caller.Write(parts.Joined is null ? raw[..parts.Data.Start] : "data: "u8);
        int from = 0;
        foreach (var edit in edits)
        {
            caller.Write(data.Span[from..edit.At.Start]);
            caller.Write(edit.Text);
            from = edit.At.End;
        }

        caller.Write(data.Span[from..]);
        caller.Write(parts.Joined is null ? raw[(parts.Data.Start + parts.Data.Length)..] : "\n\n"u8);
    }

    private bool Adds(TextName name)
    {
        foreach (var one in _reading.Added)
        {
            if (one.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private void Release(IBufferWriter<byte> caller, Func<TextName, bool> which)
    {
        if (_held.Count == 0)
        {
            return;
        }

        foreach (var (name, held) in _held.ToArray())
        {
            if (which(name))
            {
                caller.Write(held.Head);
                AnswerRestorer.Text(held.Text, held.Escapes, redactions, caller);
                caller.Write(held.Foot);
                _held.Remove(name);
            }
        }
    }

    private sealed record Held(byte[] Text, byte[] Head, byte[] Foot, int Escapes);

    private readonly record struct RawEdit(Slice At, byte[] Text);
}
