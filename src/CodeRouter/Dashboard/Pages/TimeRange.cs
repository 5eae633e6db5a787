using System.Globalization;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The time a page's sums are over, chosen in its address.</summary>
public sealed record TimeRange(string Name, DateTimeOffset? Since, string Words)
{
    internal static readonly (string Name, int Hours, string Words)[] All = [("24h", 24, "last 24 hours"), ("7d", 168, "last 7 days"), ("30d", 720, "last 30 days"), ("all", 0, "all time")];
    private const string Day = "yyyy-MM-dd", Through = "..";

    /// <summary>Exclusive; null where it is not over yet.</summary>
    public DateTimeOffset? Until { get; private init; }

    /// <summary>The first and the last of some days in UTC; null where it is not days.</summary>
    public (DateOnly First, DateOnly Last)? Days { get; private init; }

    /// <summary>A day or less: no use to look at it day by day.</summary>
    public bool IsShort => Days is { } days ? days.First == days.Last : Name == All[0].Name;

    public static TimeRange Of(Visit visit)
    {
        var (name, hours, words) = Array.Find(All, r => r.Name == visit.Query("range")) is { Name: not null } known ? known : All[1];
        return new TimeRange(name, hours == 0 ? null : visit.Now.AddHours(-hours), words);
    }

    /// <summary>The same, or some days: two fields of a form, or one word of an address.</summary>
    public static TimeRange WithDays(Visit visit)
    {
        string[] word = (visit.Query("range") ?? "").Split(Through);
        var first = DayOf(visit.Query("from")) ?? DayOf(word[0]);
        var last = DayOf(visit.Query("to")) ?? DayOf(word[^1]);
        return (first ?? last) is { } one ? OfDays(one, last ?? first ?? one) : Of(visit);
    }

    public static TimeRange OfDays(DateOnly first, DateOnly last)
    {
        (first, last) = first <= last ? (first, last) : (last, first);
        string from = Word(first), to = Word(last);
        return new TimeRange(from + Through + to, Midnight(first), first == last ? from : $"{from} to {to}") { Days = (first, last), Until = Midnight(last).AddDays(1) };
    }

    public static string Word(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    /// <summary>Null where this is no day; the last there is has no end.</summary>
    public static DateOnly? DayOf(string? word) =>
        DateOnly.TryParseExact(word, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < 9999 ? day : null;

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
