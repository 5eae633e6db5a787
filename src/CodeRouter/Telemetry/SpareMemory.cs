namespace CodeRouter.Telemetry;

/// <summary>
/// Gives memory that nobody uses any more back to the system once nobody asks for anything: soon after the start, whose garbage a program
/// that then serves one developer would otherwise keep for hours, and after every burst. The collector by itself only works when much is
/// allocated, and the C library keeps what it once had.
/// </summary>
internal sealed class SpareMemory(GatewayMetrics metrics, IOwnMemory memory, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private const int FirstQuiet = 1;
    private const int LaterQuiet = 30;
    private const long Little = 1 << 20;
    private const long WorthIt = 16 << 20;

    private ITimer? _timer;
    private long _allocated;
    private long _givenBackAt = -WorthIt;
    private int _quiet;
    private int _enough = FirstQuiet;

    public void Watch() => _timer ??= clock.CreateTimer(_ => GiveBackWhenQuiet(), null, Look, Look);

    public void Dispose() => _timer?.Dispose();

    private void GiveBackWhenQuiet()
    {
        long allocated = memory.AllocatedBytes;
        _quiet = metrics.InFlightNow == 0 && allocated - _allocated < Little ? _quiet + 1 : 0;
        _allocated = allocated;
        if (_quiet < _enough || allocated - _givenBackAt < WorthIt)
        {
            return;
        }

        (_givenBackAt, _enough) = (allocated, LaterQuiet);
        memory.GiveBack();
    }
}
