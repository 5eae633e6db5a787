using System.Buffers;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>One JSON value on each line.</summary>
internal sealed class JsonLines : IFraming
{
    private const int Longest = 48 << 20;
    private readonly ArrayBufferWriter<byte> _rest = new(4096);

    public void Feed(ReadOnlySpan<byte> bytes, IEventSink sink, IBufferWriter<byte> output)
    {
        int end;
        while ((end = bytes.IndexOf((byte)'\n')) >= 0)
        {
            if (_rest.WrittenCount > 0)
            {
                _rest.Write(bytes[..end]);
                Take(_rest.WrittenSpan, sink, output);
                _rest.ResetWrittenCount();
            }
            else
            {
                Take(bytes[..end], sink, output);
            }

            bytes = bytes[(end + 1)..];
        }

        if (_rest.WrittenCount + bytes.Length > Longest)
        {
            throw new IOException("The upstream sent a line without an end.");
        }

        _rest.Write(bytes);
    }

    public void End(IEventSink sink, IBufferWriter<byte> output)
    {
        Take(_rest.WrittenSpan, sink, output);
        _rest.ResetWrittenCount();
    }

    public void Dispose()
    {
    }

    private static void Take(ReadOnlySpan<byte> line, IEventSink sink, IBufferWriter<byte> output)
    {
        line = line.Trim(" \t\r"u8);
        if (!line.IsEmpty)
        {
            sink.On(default, line, failed: false, output);
        }
    }
}
