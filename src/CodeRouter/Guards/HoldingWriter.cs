using System.Buffers;
using System.IO.Pipelines;

namespace CodeRouter.Guards;

/// <summary>
/// Stands before the caller's connection: whoever writes an answer writes it as he always does, and what he wrote waits here until
/// whoever looks at it takes it. What was not taken waits for the rest of its event.
/// </summary>
public abstract class HoldingWriter(PipeWriter caller) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _waiting = new(4096);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _waiting.WrittenCount + caller.UnflushedBytes;

    public override void Advance(int bytes) => _waiting.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _waiting.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _waiting.GetSpan(sizeHint);

    public override void CancelPendingFlush() => caller.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => caller.Complete(exception);

    private protected ReadOnlySpan<byte> Waiting => _waiting.WrittenSpan;

    /// <param name="count">Bytes from the front that wait no longer.</param>
    private protected void Take(int count)
    {
        if (count == 0)
        {
            return;
        }

        byte[] rest = _waiting.WrittenSpan[count..].ToArray();
        _waiting.ResetWrittenCount();
        _waiting.Write(rest);
    }
}
