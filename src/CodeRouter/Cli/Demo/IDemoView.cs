namespace CodeRouter.Cli.Demo;

/// <summary>Where the demo shows what happens.</summary>
internal interface IDemoView
{
    void Begin(Uri gateway);

    /// <summary>Runs the play and shows each step it reports as it comes.</summary>
    Task WatchAsync(Func<Action<DemoStep>, Task> play);

    void End(DemoTotals totals);
}

/// <summary>How numbers and words are shown, the same in every view.</summary>
internal static class DemoWords
{
    public const string Simulated = "The models are simulated: no provider is called, nothing is charged. Prices are of the size real vendors list; waiting times are cut to about a twelfth.";

    public static string Usd(decimal? cost) => cost is { } usd ? usd.ToString("0.000000", System.Globalization.CultureInfo.InvariantCulture) : "unknown";

    public static string Why(DemoStep step) => step.Evidence is { } evidence ? $"[{evidence}] {step.Reason}" : step.Reason;

    /// <summary>The text in lines of at most <paramref name="width"/> characters, broken between words where it can be; none for an empty one.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string rest = text;
        while (rest.Length > width)
        {
            int end = rest.LastIndexOf(' ', width);
            end = end <= 0 ? width : end;
            yield return rest[..end];
            rest = rest[end..].TrimStart();
        }

        if (rest.Length > 0)
        {
            yield return rest;
        }
    }

    public static string StaysUp(Uri gateway) => $"stays up at {gateway} (dashboard: {new Uri(gateway, "/dashboard")}), Ctrl+C ends";

    public static IEnumerable<string> Summary(DemoTotals totals)
    {
        yield return $"{totals.Steps.Count} steps in {totals.Dialects.Count} dialects, {totals.Finished} of {totals.Tasks.Count} tasks finished";
        yield return $"cost        ${Usd(totals.CostUsd)}";
        yield return $"baseline    ${Usd(totals.BaselineCostUsd)}  (every step on {totals.BaselineModel}, cache included)";
        if (totals.SavingsPercent is { } percent)
        {
            yield return percent >= 0 ? $"saved       {percent.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} %" : $"routing cost {(-percent).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} % more than the baseline";
        }

        if (totals.PredictionOff is { } off)
        {
            yield return $"predicted   off by {(100 * off).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} % of a step's bill, in the median";
        }

        yield return $"per finished task  ${Usd(totals.CostPerFinishedTaskUsd)}";
    }
}
