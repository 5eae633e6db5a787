using System.Buffers;
using System.IO.Pipelines;

namespace CodeRouter.Guards.Answers;

/// <summary>
/// Stands before the caller's connection, or what stands before that, with the guards of an answer: whoever writes a stream writes it as he
/// always does. Once it is refused nothing more goes through, and whoever writes is told that nobody listens any more.
/// </summary>
public sealed class GuardingWriter(PipeWriter caller, AnswerGuard guard) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _waiting = new(4096);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _waiting.WrittenCount + caller.UnflushedBytes;

    public override void Advance(int bytes) => _waiting.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _waiting.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _waiting.GetSpan(sizeHint);

    public override void CancelPendingFlush() => caller.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => caller.Complete(exception);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Pass(all: false);
        var flushed = await caller.FlushAsync(cancellationToken);
        return guard.Refusal is null ? flushed : new FlushResult(isCanceled: false, isCompleted: true);
    }

    /// <summary>The stream is over: what waits is judged and goes on, whose flush is somebody else's.</summary>
    public void End()
    {
        Pass(all: true);
        guard.Finish(caller);
    }

    private void Pass(bool all)
    {
        int taken = guard.Feed(_waiting.WrittenSpan, caller, all);
        byte[] rest = taken < _waiting.WrittenCount && guard.Refusal is null ? _waiting.WrittenSpan[taken..].ToArray() : [];
        _waiting.ResetWrittenCount();
        _waiting.Write(rest);
    }
}
