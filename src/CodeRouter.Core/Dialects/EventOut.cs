using System.Buffers;
using System.Text.Json;

namespace CodeRouter.Core.Dialects;

/// <summary>Writes server-sent events of JSON; one writer is used again for each.</summary>
internal sealed class EventOut : IDisposable
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, JsonOut.Options);
    private IBufferWriter<byte> _output = new ArrayBufferWriter<byte>();

    public IBufferWriter<byte> Output
    {
        set => _output = value;
    }

    /// <summary>Opens an event; what is written to the result is its data. An empty name writes no event line.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> name)
    {
        if (!name.IsEmpty)
        {
            _output.Write("event: "u8);
            _output.Write(name);
            _output.Write("\n"u8);
        }

        _output.Write("data: "u8);
        _writer.Reset(_output);
        _writer.WriteStartObject();
        return _writer;
    }

    public void End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _output.Write("\n\n"u8);
    }

    public void Raw(ReadOnlySpan<byte> complete) => _output.Write(complete);

    public void Dispose() => _writer.Dispose();
}
