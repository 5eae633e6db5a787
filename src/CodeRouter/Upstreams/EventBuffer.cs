using System.Buffers;

namespace CodeRouter.Upstreams;

/// <summary>
/// Bytes of a server-sent event stream, cut into complete events without copying. Events are handed out as they came; an unfinished one waits.
/// Lines may end in LF, CRLF or CR, also mixed; a byte order mark at the start belongs to the first event.
/// </summary>
public sealed class EventBuffer : IDisposable
{
    /// <summary>The longest event worth waiting for: a picture in base64 fits, an endless line does not.</summary>
    public const int LongestEvent = 48 << 20;

    private const int FirstSize = 16 * 1024;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private byte[] _joined = [];
    private int _start;
    private int _next;
    private int _line;
    private int _scan;
    private int _end;

    /// <summary>Complete events handed out and not yet released, as they came.</summary>
    public ReadOnlyMemory<byte> Taken => _bytes.AsMemory(_start, _next - _start);

    /// <summary>Received and not yet handed out.</summary>
    public ReadOnlyMemory<byte> Unread => _bytes.AsMemory(_next, _end - _next);

    /// <summary>The event in the making is longer than anything worth waiting for.</summary>
    public bool TooLong => _end - _next > LongestEvent;

    /// <summary>Free space to read into.</summary>
    public Memory<byte> Space(int atLeast = 4096)
    {
        if (_bytes.Length - _end < atLeast)
        {
            MakeRoom(atLeast);
        }

        return _bytes.AsMemory(_end);
    }

    public void Received(int count) => _end += count;

    /// <summary>Forgets the events handed out so far.</summary>
    public void Release()
    {
        _start = _next;
        if (_start == _end)
        {
            _start = _next = _line = _scan = _end = 0;
        }
    }

    /// <summary>Takes the next complete event: up to and with its blank line. A stray blank line is an event without data.</summary>
    /// <param name="atEnd">The stream is over: what is left counts as an event, marked <see cref="StreamEvent.Unfinished"/>.</param>
    public bool TryTake(bool atEnd, out StreamEvent taken)
    {
        int end = FindEnd(atEnd, out bool unfinished);
        if (end < 0)
        {
            taken = default;
            return false;
        }

        taken = ReadFields(_next, end, unfinished);
        _next = _line = _scan = end;
        return true;
    }

    /// <summary>Takes back the event just taken: it will not be among <see cref="Taken"/>, and what was before it must be released first.</summary>
    public void Drop(in StreamEvent taken)
    {
        if (_start == _next - taken.Size)
        {
            _start = _next;
            return;
        }

        throw new InvalidOperationException("Release the events before this one, then drop it.");
    }

    /// <summary>What was taken before the event just taken.</summary>
    public ReadOnlyMemory<byte> TakenBefore(in StreamEvent taken) => _bytes.AsMemory(_start, _next - taken.Size - _start);

    /// <summary>Forgets what was taken before the event just taken.</summary>
    public void ReleaseBefore(in StreamEvent taken) => _start = _next - taken.Size;

    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Line by line from where the last search stopped, so that a long event arriving in many reads is searched once.
    private int FindEnd(bool atEnd, out bool unfinished)
    {
        var bytes = _bytes.AsSpan(0, _end);
        unfinished = false;
        while (true)
        {
            int hit = bytes[_scan..].IndexOfAny((byte)'\n', (byte)'\r');
            if (hit < 0)
            {
                _scan = _end;
                unfinished = true;
                return atEnd && _end > _next ? _end : -1;
            }

            int at = _scan + hit;
            int after = at + 1;
            if (bytes[at] == '\r')
            {
                if (after == _end && !atEnd)
                {
                    // The LF of a CRLF may be in the next read.
                    _scan = at;
                    return -1;
                }

                if (after < _end && bytes[after] == '\n')
                {
                    after++;
                }
            }

            bool blank = at == _line;
            _line = _scan = after;
            if (blank)
            {
                return after;
            }
        }
    }

    private StreamEvent ReadFields(int start, int end, bool unfinished)
    {
        var bytes = _bytes.AsSpan(0, end);
        int nameStart = 0, nameLength = 0, dataStart = 0, dataLength = 0, dataLines = 0;
        int at = start == 0 && bytes.StartsWith("\uFEFF"u8) ? 3 : start;
        while (at < end)
        {
            int hit = bytes[at..].IndexOfAny((byte)'\n', (byte)'\r');
            int lineEnd = hit < 0 ? end : at + hit;
            var line = bytes[at..lineEnd];
            if (line.StartsWith("data:"u8))
            {
                int value = at + (line.Length > 5 && line[5] == ' ' ? 6 : 5);
                if (dataLines++ == 0)
                {
                    dataStart = value;
                    dataLength = lineEnd - value;
                }
                else
                {
                    dataLength = Join(dataLines == 2 ? bytes.Slice(dataStart, dataLength) : _joined.AsSpan(0, dataLength), bytes[value..lineEnd]);
                }
            }
            else if (line.StartsWith("event:"u8))
            {
                nameStart = at + (line.Length > 6 && line[6] == ' ' ? 7 : 6);
                nameLength = lineEnd - nameStart;
            }

            at = lineEnd + 1;
        }

        bool joined = dataLines > 1;
        return new StreamEvent(_bytes, nameStart, nameLength, joined ? _joined : _bytes, joined ? 0 : dataStart, dataLength, dataLines > 0, end - start, unfinished);
    }

    private int Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = first.Length + 1 + second.Length;
        if (_joined.Length < length)
        {
            byte[] bigger = new byte[length * 2];
            first.CopyTo(bigger);
            _joined = bigger;
        }
        else
        {
            first.CopyTo(_joined);
        }

        _joined[first.Length] = (byte)'\n';
        second.CopyTo(_joined.AsSpan(first.Length + 1));
        return length;
    }

    private void MakeRoom(int atLeast)
    {
        int used = _end - _start;
        if (_start > 0 && _bytes.Length - used >= atLeast)
        {
            _bytes.AsSpan(_start, used).CopyTo(_bytes);
        }
        else
        {
            byte[] bigger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, used + atLeast));
            _bytes.AsSpan(_start, used).CopyTo(bigger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = bigger;
        }

        _next -= _start;
        _line -= _start;
        _scan -= _start;
        _end = used;
        _start = 0;
    }
}

/// <summary>One complete event; its spans are valid until the buffer is read into again.</summary>
public readonly record struct StreamEvent(
    byte[] NameBytes, int NameStart, int NameLength, byte[] DataBytes, int DataStart, int DataLength, bool HasData, int Size, bool Unfinished)
{
    public ReadOnlySpan<byte> Name => NameBytes.AsSpan(NameStart, NameLength);

    public ReadOnlySpan<byte> Data => DataBytes.AsSpan(DataStart, DataLength);
}
