using System.Globalization;
using CodeRouter.Ledger;
using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard.Pages;

/// <summary>A channel's day, hour by hour: answers upwards, failures in their own colour; read out as a sentence.</summary>
public sealed partial class ChannelDay
{
    private const int Hours = 24;
    private const double High = 20;
    private long[] _good = [], _bad = [];
    private long _answers, _failures;

    [Parameter, EditorRequired]
    public string Channel { get; set; } = "";

    /// <summary>Answers of all channels by hour.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Tally> Ok { get; set; } = [];

    /// <summary>Failures of all channels by hour.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Tally> Failed { get; set; } = [];

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    protected override void OnParametersSet()
    {
        (_good, _bad) = (ByHour(Ok), ByHour(Failed));
        (_answers, _failures) = (_good.Sum(), _bad.Sum());
    }

    /// <summary>Of each hour its place, and how high all tries and the failed ones stand.</summary>
    private IEnumerable<(int X, double All, double Failed)> Bars
    {
        get
        {
            double most = Enumerable.Range(0, Hours).Max(i => _good[i] + _bad[i]);
            return Enumerable.Range(0, Hours).Select(i => (i * 4, High * (_good[i] + _bad[i]) / most, High * _bad[i] / most));
        }
    }

    private long[] ByHour(IReadOnlyList<Tally> tallies)
    {
        var from = new DateTimeOffset(Now.UtcDateTime.Date.AddHours(Now.UtcDateTime.Hour), TimeSpan.Zero).AddHours(1 - Hours);
        long[] hours = new long[Hours];
        foreach (var tally in tallies.Where(t => t.Name == Channel && t.Hour >= from))
        {
            hours[Math.Min(Hours - 1, (int)(tally.Hour!.Value - from).TotalHours)] += tally.Count;
        }

        return hours;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
