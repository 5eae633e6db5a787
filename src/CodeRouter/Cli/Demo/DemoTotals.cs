using System.Text.Json;

namespace CodeRouter.Cli.Demo;

/// <summary>What the session cost, and what it would have cost on the baseline model.</summary>
public sealed record DemoTotals(IReadOnlyList<DemoStep> Steps, IReadOnlyList<DemoTask> Tasks)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public decimal CostUsd => Steps.Sum(step => step.CostUsd ?? 0);

    public decimal BaselineCostUsd => Steps.Sum(step => step.BaselineUsd ?? 0);

    public string BaselineModel => Steps.Select(step => step.BaselineModel).FirstOrDefault(name => name is not null) ?? DemoConfiguration.Baseline;

    /// <summary>Null while there is nothing to compare with.</summary>
    public decimal? SavingsPercent => BaselineCostUsd > 0 ? Math.Round(100 * (1 - CostUsd / BaselineCostUsd), 1) : null;

    /// <summary>How far the predicted cost of a step lay from the bill, as a share of the bill, in the median; null where nothing was predicted or charged.</summary>
    public decimal? PredictionOff
    {
        get
        {
            decimal[] off = [.. Steps.Where(step => step is { PredictedUsd: not null, CostUsd: > 0 }).Select(step => Math.Abs(step.PredictedUsd!.Value - step.CostUsd!.Value) / step.CostUsd!.Value).Order()];
            return off.Length > 0 ? Math.Round(off[off.Length / 2], 4) : null;
        }
    }

    public int Finished => Tasks.Count(task => task.Finished);

    /// <summary>Null where no task was finished.</summary>
    public decimal? CostPerFinishedTaskUsd => Finished > 0 ? Math.Round(CostUsd / Finished, 6) : null;

    public IReadOnlyList<string> Dialects => [.. Steps.Select(step => step.Dialect).Distinct(StringComparer.Ordinal)];

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            simulated = true,
            steps = Steps.Select(step => new { agent = step.Agent, dialect = step.Dialect, kind = step.Kind, phase = step.Phase, model = step.Model, tier = step.Tier, cost_usd = step.CostUsd, predicted_cost_usd = step.PredictedUsd, reason = step.Reason }).ToArray(),
            dialects = Dialects,
            cost_usd = CostUsd,
            baseline_model = BaselineModel,
            baseline_cost_usd = BaselineCostUsd,
            savings_percent = SavingsPercent,
            prediction_off_median = PredictionOff,
        },
        Indented);
}
