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
            yield return $"predicted   {(100 * off).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} % beside the bill, in the median of a step";
        }

        yield return $"per finished task  ${Usd(totals.CostPerFinishedTaskUsd)}";
    }
}
