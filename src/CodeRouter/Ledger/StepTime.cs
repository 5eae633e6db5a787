namespace CodeRouter.Ledger;

/// <summary>Moments as they are stored: whole microseconds since 1970, UTC.</summary>
public static class StepTime
{
    public const long Hour = 3_600_000_000;
    public const long Day = 24 * Hour;

    public static long ToMicros(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long micros) =>
        new(DateTime.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
