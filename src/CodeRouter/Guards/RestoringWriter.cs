using System.IO.Pipelines;

namespace CodeRouter.Guards;

/// <summary>
/// Writes a stream with what was redacted restored, event by event. Half an event waits for its other half.
/// </summary>
public sealed class RestoringWriter(PipeWriter caller, Redactions redactions) : HoldingWriter(caller)
{
    private readonly StreamRestorer _restorer = new(redactions);
    private readonly PipeWriter _caller = caller;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (MustRecall)
        {
            return RecallAndFlushAsync(cancellationToken);
        }

        PassOn(all: false);
        return _caller.FlushAsync(cancellationToken);
    }

    /// <summary>The stream is over: everything that waits goes to the connection, whose flush is somebody else's.</summary>
    public async ValueTask EndAsync()
    {
        if (MustRecall)
        {
            await redactions.RecallAsync();
        }

        PassOn(all: true);
        _restorer.Finish(_caller);
    }

    // What a placeholder that this request did not make stands for is asked for as soon as one may begin.
    private bool MustRecall => redactions.IsPartial && (_restorer.Holds || Waiting.IndexOf("REDACTED_"u8) >= 0);

    private async ValueTask<FlushResult> RecallAndFlushAsync(CancellationToken cancellationToken)
    {
        await redactions.RecallAsync();
        PassOn(all: false);
        return await _caller.FlushAsync(cancellationToken);
    }

    private void PassOn(bool all) => Take(_restorer.Feed(Waiting, _caller, all));
}
