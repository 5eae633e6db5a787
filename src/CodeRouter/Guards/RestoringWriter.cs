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
        if (MustRecall)
        {
            return RecallAndFlushAsync(cancellationToken);
        }

        PassOn(all: false);
        return caller.FlushAsync(cancellationToken);
    }

    /// <summary>The stream is over: everything that waits goes to the connection, whose flush is somebody else's.</summary>
    public async ValueTask EndAsync()
    {
        if (MustRecall)
        {
            await redactions.RecallAsync();
        }

        PassOn(all: true);
        _restorer.Finish(caller);
    }

    // What a placeholder that this request did not make stands for is asked for as soon as one may begin.
    private bool MustRecall => redactions.IsPartial && (_restorer.Holds || _waiting.WrittenSpan.IndexOf("REDACTED_"u8) >= 0);

    private async ValueTask<FlushResult> RecallAndFlushAsync(CancellationToken cancellationToken)
    {
        await redactions.RecallAsync();
        PassOn(all: false);
        return await caller.FlushAsync(cancellationToken);
    }

    private void PassOn(bool all)
    {
        var written = _waiting.WrittenMemory;
        int whole = _restorer.Feed(written.Span, caller, all);
        if (whole == 0)
        {
            return;
        }

        byte[] rest = written[whole..].ToArray();
        _waiting.ResetWrittenCount();
        _waiting.Write(rest);
    }
}
