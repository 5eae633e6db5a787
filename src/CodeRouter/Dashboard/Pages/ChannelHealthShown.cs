using System.Globalization;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>How channels do: now in a word, and over the last day as a picture.</summary>
internal static class ChannelHealthShown
{
    private const int Hours = 24;

    public static Html Of(IReadOnlyList<Channel> channels)
    {
        var health = new Html();
        foreach (var channel in channels)
        {
            string state = channel.Health.State;
            health.Add($"<span class=\"{(state == "ok" ? "good" : state == "unknown" ? "dim" : "bad")}\">{(state == "unknown" ? "not asked yet" : state)}</span>{(channel.Health.LatencyMs is { } ms ? $" {Shown.Ms(ms)}" : "")}<br>");
        }

        return channels.Count == 0 ? health.Add($"no channel") : health;
    }

    /// <summary>A day, hour by hour: answers upwards, failures in their own colour; read out as a sentence.</summary>
    public static Html Day(string channel, IReadOnlyList<Tally> ok, IReadOnlyList<Tally> failed, DateTimeOffset now)
    {
        var from = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero).AddHours(1 - Hours);
        long[] good = ByHour(ok), bad = ByHour(failed);
        long answers = good.Sum(), failures = bad.Sum();
        if (answers + failures == 0)
        {
            return new Html().Add($"<span class=\"dim\">no data yet</span>");
        }

        long most = Enumerable.Range(0, Hours).Max(i => good[i] + bad[i]);
        string says = $"Last 24 hours: {Shown.Count(answers)} answers, {Shown.Count(failures)} failures";
        var picture = new Html().Add($"<svg class=\"hours\" viewBox=\"0 0 {(long)Hours * 4} 20\" role=\"img\" aria-label=\"{says}\">");
        for (int i = 0; i < Hours; i++)
        {
            double high = 20.0 * (good[i] + bad[i]) / most, red = 20.0 * bad[i] / most;
            picture.Add($"<rect class=\"fill\" x=\"{(long)i * 4}\" width=\"3\" y=\"{Number(20 - high)}\" height=\"{Number(high - red)}\"/><rect class=\"failed\" x=\"{(long)i * 4}\" width=\"3\" y=\"{Number(20 - red)}\" height=\"{Number(red)}\"/>");
        }

        return picture.Add($"</svg><br><span class=\"dim\">{Shown.Share(answers, answers + failures)} of {Shown.Count(answers + failures)} tries in 24 h</span>");

        long[] ByHour(IReadOnlyList<Tally> tallies)
        {
            long[] hours = new long[Hours];
            foreach (var tally in tallies.Where(t => t.Name == channel && t.Hour >= from))
            {
                hours[Math.Min(Hours - 1, (int)(tally.Hour!.Value - from).TotalHours)] += tally.Count;
            }

            return hours;
        }
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
