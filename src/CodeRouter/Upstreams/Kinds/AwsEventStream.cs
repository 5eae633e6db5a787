using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Amazon's binary event stream: each message is its length, the length of its headers, a checksum of these two, the headers, the payload
/// and a checksum of it all. A message whose checksum is wrong ends the stream: nothing behind it can be trusted.
/// </summary>
internal sealed class AwsEventStream : IFraming
{
    private const int Prelude = 12;
    private const int Trailer = 4;
    private const int Longest = 24 << 20;
    private readonly ArrayBufferWriter<byte> _rest = new(4096);

    public void Feed(ReadOnlySpan<byte> bytes, IEventSink sink, IBufferWriter<byte> output)
    {
        _rest.Write(bytes);
        var left = _rest.WrittenSpan;
        while (left.Length >= Prelude)
        {
            int total = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(left));
            int headers = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(left[4..]));
            if (BinaryPrimitives.ReadUInt32BigEndian(left[8..]) != Crc32.Of(left[..8]) || total < Prelude + Trailer || total > Longest || headers > total - Prelude - Trailer)
            {
                throw new IOException("The upstream's event stream is damaged.");
            }

            if (left.Length < total)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt32BigEndian(left[(total - Trailer)..]) != Crc32.Of(left[..(total - Trailer)]))
            {
                throw new IOException("An event of the upstream's stream is damaged.");
            }

            Take(left.Slice(Prelude, headers), left[(Prelude + headers)..(total - Trailer)], sink, output);
            left = left[total..];
        }

        byte[] kept = left.ToArray();
        _rest.ResetWrittenCount();
        _rest.Write(kept);
    }

    public void End(IEventSink sink, IBufferWriter<byte> output)
    {
        if (_rest.WrittenCount > 0)
        {
            throw new IOException("The upstream broke off in the middle of an event.");
        }
    }

    public void Dispose()
    {
    }

    private static void Take(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload, IEventSink sink, IBufferWriter<byte> output)
    {
        string kind = "event", name = "", message = "";
        while (!headers.IsEmpty)
        {
            int length = headers[0];
            if (headers.Length < length + 2)
            {
                throw new IOException("The headers of an upstream's event are damaged.");
            }

            string header = Encoding.UTF8.GetString(headers.Slice(1, length));
            byte type = headers[length + 1];
            headers = headers[(length + 2)..];
            int size = type switch { 0 or 1 => 0, 2 => 1, 3 => 2, 4 => 4, 5 or 8 => 8, 9 => 16, 6 or 7 when headers.Length >= 2 => 2 + BinaryPrimitives.ReadUInt16BigEndian(headers), _ => int.MaxValue };
            if (size > headers.Length)
            {
                throw new IOException("The headers of an upstream's event are damaged.");
            }

            string value = type == 7 ? Encoding.UTF8.GetString(headers[2..size]) : "";
            headers = headers[size..];
            switch (header)
            {
                case ":message-type":
                    kind = value;
                    break;
                case ":event-type" or ":exception-type" or ":error-code":
                    name = value;
                    break;
                case ":error-message":
                    message = value;
                    break;
            }
        }

        bool failed = kind is "exception" or "error";
        byte[] called = Encoding.UTF8.GetBytes(failed ? ExceptionName(name) : name);
        sink.On(called, payload.IsEmpty && failed ? Encoding.UTF8.GetBytes($"{{\"message\":{System.Text.Json.JsonSerializer.Serialize(message.Length > 0 ? message : name, ModelNameJson.Default.String)}}}") : payload, failed, output);
    }

    // In the stream they begin with a small letter, as errors with a large one.
    private static string ExceptionName(string name) => name.Length == 0 ? "Exception" : char.ToUpperInvariant(name[0]) + name[1..];
}
