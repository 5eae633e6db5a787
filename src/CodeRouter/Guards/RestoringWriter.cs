using System.IO.Pipelines;

namespace CodeRouter.Guards;

/// <summary>
/// Writes a stream with what was redacted restored, event by event. Half an event waits for its other half.
/// </summary>
public sealed class RestoringWriter(PipeWriter caller, Redactions redactions) : HoldingWriter(caller)
{
    private readonly StreamRestorer _restorer = new(redactions);
    private readonly PipeWriter _caller = caller;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        TryPassOn(all: false) ? _caller.FlushAsync(cancellationToken) : RecallAndFlushAsync(cancellationToken);

    /// <summary>The stream is over: everything that waits goes to the connection, whose flush is somebody else's.</summary>
    public async ValueTask EndAsync()
    {
        if (!TryPassOn(all: true))
        {
            await RecallAsync(all: true);
        }

        _restorer.Finish(_caller);
    }

    private async ValueTask<FlushResult> RecallAndFlushAsync(CancellationToken cancellationToken)
    {
        await RecallAsync(all: false);
        return await _caller.FlushAsync(cancellationToken);
    }

    private async Task RecallAsync(bool all)
    {
        await redactions.RecallAsync();
        TryPassOn(all);
    }

    // What a placeholder that this request did not make stands for is asked for as soon as one may begin: in an event, or at the end of one.
    private bool TryPassOn(bool all)
    {
        if (!MustRecall)
        {
            Take(_restorer.Feed(Waiting, _caller, all));
        }

        return !MustRecall;
    }

    private bool MustRecall => redactions.IsPartial && (_restorer.Holds || Waiting.IndexOf("REDACTED_"u8) >= 0);
}
