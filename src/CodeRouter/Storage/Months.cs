namespace CodeRouter.Storage;

/// <summary>Months as the roll-ups number them: the year times twelve and the month from 0. Days are numbered since 1970, UTC.</summary>
internal static class Months
{
    /// <summary>The first month that begins on this day or later.</summary>
    public static long From(long day) => FirstDay(Of(day)) == day ? Of(day) : Of(day) + 1;

    /// <summary>The month this day lies in: those before it are over on that day.</summary>
    public static long Until(long day) => Of(day);

    public static long? FirstDay(long? month) =>
        month is { } known ? new DateOnly((int)(known / 12), (int)(known % 12) + 1, 1).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : null;

    private static long Of(long day)
    {
        var date = DateTime.UnixEpoch.AddDays(day);
        return (date.Year * 12) + date.Month - 1;
    }
}
