using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CodeRouter.Cli;

/// <summary>
/// Somebody at a terminal who presses Ctrl-C again does not want to wait for running answers. The first signal is the host's to act on; here
/// it is said what it waits for.
/// </summary>
internal sealed class Impatience : IDisposable
{
    // Wrappers that pass a signal on make two of one.
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Func<bool> _isBusy;
    private readonly Action<string> _say;
    private long _asked;

    public Impatience(Func<bool> isBusy, Action<string> say)
    {
        (_isBusy, _say) = (isBusy, say);
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Heard), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Heard)];
    }

    public CancellationToken Hurry => _hurry.Token;

    public void Dispose()
    {
        Array.ForEach(_signals, static s => s.Dispose());
        _hurry.Dispose();
    }

    private void Heard(PosixSignalContext signal)
    {
        signal.Cancel = true;
        long first = Interlocked.CompareExchange(ref _asked, Stopwatch.GetTimestamp(), 0);
        if (first == 0)
        {
            if (_isBusy())
            {
                _say("stopping: running answers may end, for up to a minute; Ctrl-C again cuts them");
            }
        }
        else if (signal.Signal == PosixSignal.SIGINT && Stopwatch.GetElapsedTime(first) > Echo)
        {
            _hurry.Cancel();
        }
    }
}
