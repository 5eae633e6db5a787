using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Simulation;

namespace CodeRouter.Cli;

/// <summary>
/// <c>coderouter replay --sessions N</c>: a simulated day under your own models and settings, beside the rivals: every step routed
/// on its own, the first choice kept, one model for everything. The models' success is assumed, the prices are real.
/// </summary>
public static class ReplaySessions
{
    private const int Ok = 0, Usage = 2;

    public static int Run(Policy policy, int sessions, int seed, bool json, TextWriter output, TextWriter errors)
    {
        var priced = policy.Models.Where(m => m.Price.IsKnown).ToList();
        if (priced.Count < 2)
        {
            errors.WriteLine("A simulated day needs at least two models with known prices: name a configuration with --policy FILE.");
            return Usage;
        }

        policy = policy with { Models = priced, Rules = [], Mode = RoutingMode.Route, BudgetPerSessionUsd = null, BudgetPerDayUsd = null };
        var simulator = new SessionSimulator(priced, policy.Escalation.CacheSeconds);
        var day = SimulatedDay.Of(sessions, (ulong)seed);
        SimulatedResult[] results =
        [
            simulator.Play("default", SessionPolicies.Default(policy), day),
            simulator.Play("per step", SessionPolicies.PerStep(policy), day),
            simulator.Play("sticky", SessionPolicies.Sticky(policy), day),
            .. priced.Select(m => simulator.Play($"always:{m.Name}", SessionPolicies.Always(m), day)),
        ];
        if (json)
        {
            WriteJson(output, sessions, seed, results);
        }
        else
        {
            WriteTable(output, sessions, results);
        }

        return Ok;
    }

    private static void WriteTable(TextWriter to, int sessions, SimulatedResult[] results)
    {
        to.WriteLine($"{sessions} simulated sessions, {results[0].Turns} turns; success is assumed, prices and caches are billed as listed");
        to.WriteLine();
        int width = results.Max(r => r.Name.Length);
        to.WriteLine($"{"policy".PadRight(width)}  solved       USD  $/solved   steps  switches");
        foreach (var r in results)
        {
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Name.PadRight(width)}  {r.SolveRate,6:0.0%}  {r.CostUsd,8:0.00}  {r.CostPerSolved,8:0.000}  {r.Steps,6}  {r.Switches,8}"));
        }

        to.WriteLine();
        var (best, asGood, cheapest) = Rivals(results);
        to.WriteLine(Against("the one model that solves most", results[0], best));
        to.WriteLine(Against($"the cheapest one model within {Points} points of it", results[0], asGood));
        to.WriteLine(Against("the cheapest one model", results[0], cheapest));
        if (results[0].PredictionOff is { } off)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"predicted cost of a step against the bill: {off:0.0%} off in the median"));
        }
    }

    // So much less may be solved and still count as good.
    private const int Points = 2;

    /// <summary>The single models worth comparing with: the one that solves most, the cheapest about as good, the cheapest.</summary>
    private static (SimulatedResult Best, SimulatedResult AsGood, SimulatedResult Cheapest) Rivals(SimulatedResult[] results)
    {
        var single = results.Where(r => r.Name.StartsWith("always:", StringComparison.Ordinal)).OrderBy(r => r.CostUsd).ToList();
        var best = single.OrderByDescending(r => r.SolveRate).First();
        return (best, single.First(r => r.SolveRate >= best.SolveRate - (Points / 100.0)), single[0]);
    }

    private static string Against(string what, SimulatedResult ours, SimulatedResult other)
    {
        decimal share = other.CostUsd > 0 ? ours.CostUsd / other.CostUsd : 0;
        string cost = other.CostUsd == 0 ? "which costs nothing" : share <= 1 ? $"{1 - share:0%} cheaper" : $"{share:0.0} times as dear";
        double points = 100 * (ours.SolveRate - other.SolveRate);
        string solved = Math.Abs(points) < 0.05 ? "as many solved" : $"{Math.Abs(points):0.0} points {(points > 0 ? "more" : "fewer")} solved";
        return string.Create(CultureInfo.InvariantCulture, $"default against {what} ({other.Name["always:".Length..]}): {cost}, {solved}");
    }

    private static void WriteJson(TextWriter to, int sessions, int seed, SimulatedResult[] results)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteBoolean("simulated", true);
            json.WriteNumber("sessions", sessions);
            json.WriteNumber("seed", seed);
            json.WriteStartArray("policies");
            foreach (var r in results)
            {
                json.WriteStartObject();
                json.WriteString("name", r.Name);
                json.WriteNumber("turns", r.Turns);
                json.WriteNumber("solved", r.Solved);
                json.WriteNumber("solve_rate", Math.Round(r.SolveRate, 6));
                json.WriteNumber("cost_usd", Math.Round(r.CostUsd, 6));
                json.WriteNumber("cost_per_solved", Math.Round(r.CostPerSolved, 6));
                json.WriteNumber("steps", r.Steps);
                json.WriteNumber("switches", r.Switches);
                if (r.PredictionOff is { } off)
                {
                    json.WriteNumber("prediction_off_median", Math.Round(off, 4));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
