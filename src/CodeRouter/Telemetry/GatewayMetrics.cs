using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CodeRouter.Telemetry;

/// <summary>
/// Counts of the gateway, kept for <c>/metrics</c> and offered to OpenTelemetry by the names of the GenAI conventions.
/// Kept by hand beside the instruments: an exporter's listener would cost every request more than these few additions.
/// </summary>
public sealed class GatewayMetrics
{
    public const string Source = "CodeRouter.Gateway";

    public static readonly ActivitySource Activities = new(Source);
    private static readonly Meter Meter = new(Source);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time from request to the end of the answer", advice: Within(Powers(0.01, 2, 14)));
    private static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens by type", advice: Within(Powers(1L, 4, 14)));
    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("coderouter.cost", "{USD}", "Cost of answers at list price");

    /// <summary>Somebody listens to the instruments.</summary>
    public static bool IsExported => Duration.Enabled || Tokens.Enabled || Cost.Enabled;

    private readonly ConcurrentDictionary<(string Dialect, string Model, string Channel, string State, int Status), Count> _requests = new();
    private readonly ConcurrentDictionary<(string Model, string Type), Count> _tokens = new();
    private readonly ConcurrentDictionary<(string Phase, string Tier), Count> _steps = new();
    private long _inFlight;
    private long _finished;
    private readonly Lock _costLock = new();
    private long _costUnknown;
    private decimal _costUsd;

    /// <summary>Seconds to the first content.</summary>
    public Histogram FirstContent { get; } = new([0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60]);

    /// <summary>Seconds to the end of the answer.</summary>
    public Histogram Total { get; } = new([0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300]);

    /// <summary>Microseconds from the whole body to the decision.</summary>
    public Histogram Decision { get; } = new([10, 25, 50, 100, 200, 500, 1000, 2500, 10000]);

    /// <summary>What flowed where lately.</summary>
    public RecentSteps Recent { get; } = new(1000);

    /// <summary>Steps that ended since the start, whatever became of them.</summary>
    public long FinishedSteps => Interlocked.Read(ref _finished);

    public long InFlightNow => Interlocked.Read(ref _inFlight);

    public long CostUnknown => Interlocked.Read(ref _costUnknown);

    /// <summary>To the last digit, as the books have it.</summary>
    public decimal CostUsd
    {
        get
        {
            lock (_costLock)
            {
                return _costUsd;
            }
        }
    }

    public IEnumerable<((string Dialect, string Model, string Channel, string State, int Status) Labels, long Value)> Requests => _requests.Select(static p => (p.Key, p.Value.Value));

    public IEnumerable<((string Model, string Type) Labels, long Value)> TokenCounts => _tokens.Select(static p => (p.Key, p.Value.Value));

    public IEnumerable<((string Phase, string Tier) Labels, long Value)> Steps => _steps.Select(static p => (p.Key, p.Value.Value));

    public Flight InFlight()
    {
        Interlocked.Increment(ref _inFlight);
        return new Flight(this);
    }

    public void Finished(in StepMeasure step)
    {
        string model = step.Model ?? "none";
        _requests.GetOrAdd((step.Dialect, model, step.Channel ?? "none", step.State, step.Status), static _ => new Count()).Add(1);
        _steps.GetOrAdd((step.Phase, step.Tier ?? "none"), static _ => new Count()).Add(1);
        Interlocked.Increment(ref _finished);
        if (step.Model is { } taken)
        {
            Recent.Add(new StepWay(step.Agent, step.Rule, taken));
        }

        Total.Observe(step.TotalMs / 1000);
        if (step.DecisionMicroseconds > 0)
        {
            Decision.Observe(step.DecisionMicroseconds);
        }

        if (step.FirstByteMs is { } first)
        {
            FirstContent.Observe(first / 1000);
        }

        if (step.State is "answered" or "truncated" or "aborted" && step.InputTokens + step.OutputTokens > 0)
        {
            _tokens.GetOrAdd((model, "input"), static _ => new Count()).Add(step.InputTokens);
            _tokens.GetOrAdd((model, "cached_input"), static _ => new Count()).Add(step.CachedTokens);
            _tokens.GetOrAdd((model, "output"), static _ => new Count()).Add(step.OutputTokens);
        }

        // Pictures and sounds have a cost, or an unknown one, without tokens.
        if (step.CostUnknown)
        {
            Interlocked.Increment(ref _costUnknown);
        }
        else if (step.CostUsd is { } cost and > 0)
        {
            lock (_costLock)
            {
                _costUsd += cost;
            }
        }

        if (IsExported)
        {
            Export(step);
        }
    }

    private static void Export(in StepMeasure step)
    {
        var tags = new TagList { { "gen_ai.operation.name", step.Operation } };
        if (step.Provider is { } provider)
        {
            tags.Add("gen_ai.provider.name", provider);
        }

        // What callers ask for may be any text; of what no model was found for, each would be a series of its own.
        if (step.Model is { } model)
        {
            tags.Add("gen_ai.request.model", step.AskedModel);
            tags.Add("gen_ai.response.model", model);
        }

        if (step.Error is { } error)
        {
            tags.Add("error.type", error);
        }

        Duration.Record(step.TotalMs / 1000, tags);
        if (step.InputTokens + step.OutputTokens > 0)
        {
            var input = tags;
            input.Add("gen_ai.token.type", "input");
            Tokens.Record(step.InputTokens, input);
            var output = tags;
            output.Add("gen_ai.token.type", "output");
            Tokens.Record(step.OutputTokens, output);
        }

        if (step.CostUsd is { } cost and > 0)
        {
            Cost.Add((double)cost, tags);
        }
    }

    // The bounds that the conventions name: what an exporter takes by itself are milliseconds.
    private static InstrumentAdvice<T> Within<T>(T[] bounds)
        where T : struct => new() { HistogramBucketBoundaries = bounds };

    private static T[] Powers<T>(T first, int factor, int count)
        where T : System.Numerics.INumber<T>
    {
        var bounds = new T[count];
        for (int i = 0; i < count; i++)
        {
            bounds[i] = i == 0 ? first : bounds[i - 1] * T.CreateChecked(factor);
        }

        return bounds;
    }

    public readonly struct Flight(GatewayMetrics owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._inFlight);
    }

    private sealed class Count
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long more) => Interlocked.Add(ref _value, more);
    }
}
