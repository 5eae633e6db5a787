namespace CodeRouter.Dashboard.Pages;

/// <summary>The time a page's sums are over, chosen in its address.</summary>
public sealed record TimeRange(string Name, DateTimeOffset? Since, string Words)
{
    internal static readonly (string Name, int Hours, string Words)[] All = [("24h", 24, "last 24 hours"), ("7d", 168, "last 7 days"), ("30d", 720, "last 30 days"), ("all", 0, "all time")];

    public static TimeRange Of(Visit visit)
    {
        var (name, hours, words) = Array.Find(All, r => r.Name == visit.Query("range")) is { Name: not null } known ? known : All[1];
        return new TimeRange(name, hours == 0 ? null : visit.Now.AddHours(-hours), words);
    }
}
