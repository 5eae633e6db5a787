using System.IO.Pipelines;

namespace CodeRouter.Guards.Answers;

/// <summary>
/// Writes a stream with the guards of an answer before it. Once it is refused nothing more goes through, and whoever writes is told that
/// nobody listens any more.
/// </summary>
public sealed class GuardingWriter(PipeWriter caller, AnswerGuard guard) : HoldingWriter(caller)
{
    private readonly PipeWriter _caller = caller;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Pass(all: false);
        var flushed = await _caller.FlushAsync(cancellationToken);
        return guard.Refusal is null ? flushed : new FlushResult(isCanceled: false, isCompleted: true);
    }

    /// <summary>The stream is over: what waits is judged and goes on, whose flush is somebody else's.</summary>
    public void End()
    {
        Pass(all: true);
        guard.Finish(_caller);
    }

    private void Pass(bool all)
    {
        int taken = guard.Feed(Waiting, _caller, all);
        Take(guard.Refusal is null ? taken : Waiting.Length);
    }
}
