using System.Buffers;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>Cuts a body into events, however they are packed; bytes arrive in pieces cut anywhere.</summary>
internal interface IFraming : IDisposable
{
    /// <exception cref="IOException">The bytes are not packed as they should be: nothing behind them can be trusted.</exception>
    void Feed(ReadOnlySpan<byte> bytes, IEventSink sink, IBufferWriter<byte> output);

    /// <summary>The body is over: what is left is an event, or half of one.</summary>
    void End(IEventSink sink, IBufferWriter<byte> output);
}

/// <summary>Turns events into server-sent events of a known format.</summary>
internal interface IEventSink
{
    /// <param name="name">What the event is called; empty where the packing names none.</param>
    /// <param name="failed">The packing marks it as a failure.</param>
    void On(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, bool failed, IBufferWriter<byte> output);

    void End(IBufferWriter<byte> output);
}
