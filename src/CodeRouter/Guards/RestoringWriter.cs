using System.Buffers;
using System.IO.Pipelines;

namespace CodeRouter.Guards;

/// <summary>
/// Stands before the caller's connection and restores what was redacted, event by event: whoever writes an answer writes it as he always
/// does. Half an event waits for its other half.
/// </summary>
public sealed class RestoringWriter(PipeWriter caller, Redactions redactions) : PipeWriter
{
    private readonly StreamRestorer _restorer = new(redactions);
    private readonly ArrayBufferWriter<byte> _waiting = new(4096);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _waiting.WrittenCount + caller.UnflushedBytes;

    public override void Advance(int bytes) => _waiting.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _waiting.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _waiting.GetSpan(sizeHint);

    public override void CancelPendingFlush() => caller.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => caller.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        PassOn(all: false);
        return caller.FlushAsync(cancellationToken);
    }

    /// <summary>The stream is over: everything that waits goes to the connection, whose flush is somebody else's.</summary>
    public void End()
    {
        PassOn(all: true);
        caller.Write(_restorer.Finish().Span);
    }

    private void PassOn(bool all)
    {
        var written = _waiting.WrittenMemory;
        int whole = all ? written.Length : WholeEvents(written.Span);
        if (whole == 0)
        {
            return;
        }

        caller.Write(_restorer.Feed(written[..whole]).Span);
        byte[] rest = written[whole..].ToArray();
        _waiting.ResetWrittenCount();
        _waiting.Write(rest);
    }

    private static int WholeEvents(ReadOnlySpan<byte> text)
    {
        int unix = text.LastIndexOf("\n\n"u8), dos = text.LastIndexOf("\r\n\r\n"u8);
        return Math.Max(unix < 0 ? 0 : unix + 2, dos < 0 ? 0 : dos + 4);
    }
}
