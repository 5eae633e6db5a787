using System.Globalization;

namespace CodeRouter.Cli.Demo;

/// <summary>One line per step, for logs and redirected output.</summary>
internal sealed class PlainView(TextWriter to) : IDemoView
{
    public void Begin(Uri gateway)
    {
        to.WriteLine(DemoWords.Simulated);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gateway {gateway}   dashboard {new Uri(gateway, "/dashboard")}"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",2} {"agent",-12} {"kind",-17} {"phase",-10} {"model",-13} {"tier",-8} {"cost $",9}  why"));
    }

    public Task WatchAsync(Func<Action<DemoStep>, Task> play) => play(step => to.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{step.Number,2} {step.Agent,-12} {step.Kind,-17} {step.Phase,-10} {step.Model,-13} {step.Tier,-8} {DemoWords.Usd(step.CostUsd),9}  {DemoWords.Why(step)}")));

    public void End(DemoTotals totals)
    {
        to.WriteLine();
        foreach (string line in DemoWords.Summary(totals))
        {
            to.WriteLine(line);
        }
    }
}
