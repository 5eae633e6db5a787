using System.Buffers;
using CodeRouter.Core.Dialects.Native;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>Events of an upstream's own form, into the caller's format.</summary>
internal sealed class NativeSink(NativeStream stream) : IEventSink
{
    public void On(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, bool failed, IBufferWriter<byte> output)
    {
        if (!stream.Feed(name, json, output))
        {
            throw new IOException("The upstream sent an event that is not well formed.");
        }
    }

    public void End(IBufferWriter<byte> output) => stream.Finish(output);
}
