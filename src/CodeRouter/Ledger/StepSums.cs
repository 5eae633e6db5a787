namespace CodeRouter.Ledger;

/// <summary>What one step adds to every sum it is part of, and where it is added up before the store sees it.</summary>
public sealed class StepSums
{
    private readonly long[] _values = new long[UsageSums.Count];

    public long this[Measure measure]
    {
        get => _values[(int)measure];
        set => _values[(int)measure] = value;
    }

    /// <summary>In and out, cached ones too.</summary>
    public long Tokens => this[Measure.InputTokens] + this[Measure.CachedInputTokens] + this[Measure.CacheWriteTokens] + this[Measure.OutputTokens];

    /// <param name="record">The step.</param>
    /// <param name="baselineExtra">Cost on the baseline of steps it would not have needed, in 1e-12 dollars.</param>
    public void Add(StepRecord record, long baselineExtra)
    {
        this[record.State switch
        {
            StepState.Answered => Measure.Requests,
            StepState.Failed => Measure.Failed,
            StepState.Aborted => Measure.Aborted,
            StepState.Truncated => Measure.Truncated,
            StepState.Interrupted => Measure.Interrupted,
            _ => Measure.Refused,
        }]++;
        this[Measure.CacheHits] += record.CacheHit ? 1 : 0;
        this[Measure.InputTokens] += record.Usage.Input;
        this[Measure.CachedInputTokens] += record.Usage.CacheRead;
        this[Measure.CacheWriteTokens] += record.Usage.CacheWrite;
        this[Measure.OutputTokens] += record.Usage.Output;
        this[Measure.ReasoningTokens] += record.Usage.Reasoning;
        this[Measure.UsageEstimated] += record.UsageEstimated ? 1 : 0;
        this[Measure.TotalMs] += (long)(record.TotalMs ?? 0);
        this[Measure.FirstByteMs] += (long)(record.FirstByteMs ?? 0);
        this[Measure.FirstBytes] += record.FirstByteMs is null ? 0 : 1;
        long? cost = PicoDollars.From(record.CostUsd);
        this[Measure.Cost] += cost ?? 0;
        long? billed = PicoDollars.From(record.BilledUsd) ?? cost;
        this[Measure.Billed] += billed ?? 0;
        this[Measure.CostUnknown] += cost is null ? 1 : 0;
        this[Measure.Reported] += record.ReportedCostUsd is null ? 0 : 1;
        this[Measure.ReportedCost] += PicoDollars.From(record.ReportedCostUsd) ?? 0;
        this[Measure.ReportedComparedCost] += record.ReportedCostUsd is null ? 0 : cost ?? 0;
        this[Measure.RouterCost] += PicoDollars.From(record.RouterCostUsd) ?? 0;
        this[Measure.SwitchCost] += PicoDollars.From(record.SwitchCostUsd) ?? 0;
        this[Measure.InterruptedReserved] += record.State == StepState.Interrupted ? PicoDollars.From(record.ReservedUsd) ?? 0 : 0;
        // Only what gave output can be compared: the baseline would have failed, or been left, for nothing too.
        if (record.State == StepState.Answered || (record.State is StepState.Truncated or StepState.Aborted && record.FirstByteMs is not null))
        {
            AddBaseline(PicoDollars.From(record.BaselineCostUsd), cost, billed, baselineExtra);
        }
    }

    public void Add(StepSums other)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] += other._values[i];
        }
    }

    private void AddBaseline(long? baseline, long? cost, long? billed, long extra)
    {
        if (baseline is null || cost is null)
        {
            this[Measure.BaselineUnknown]++;
            return;
        }

        this[Measure.BaselineCost] += baseline.Value;
        this[Measure.BaselineComparedCost] += cost.Value;
        this[Measure.BaselineComparedBilled] += billed ?? 0;
        this[Measure.BaselineExtraCost] += extra;
    }
}
