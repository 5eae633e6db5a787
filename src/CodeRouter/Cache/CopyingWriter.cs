using System.Buffers;
using System.IO.Pipelines;

namespace CodeRouter.Cache;

/// <summary>Stands before the caller's connection and keeps a copy of what goes out, up to a bound; beyond it nothing is kept.</summary>
public sealed class CopyingWriter(PipeWriter caller, int mostBytes) : PipeWriter
{
    private ArrayBufferWriter<byte>? _copy = new(4096);
    private Memory<byte> _given;

    /// <summary>All that went out; null where it was too much.</summary>
    public ReadOnlyMemory<byte>? Copy => _copy?.WrittenMemory;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => caller.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _given = caller.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_copy is not null && _copy.WrittenCount + bytes > mostBytes)
        {
            _copy = null;
        }

        _copy?.Write(_given.Span[..bytes]);
        _given = _given[bytes..];
        caller.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => caller.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => caller.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => caller.Complete(exception);
}
