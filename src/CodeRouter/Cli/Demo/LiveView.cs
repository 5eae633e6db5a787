using System.Globalization;
using Spectre.Console;

namespace CodeRouter.Cli.Demo;

/// <summary>A table that grows while the session plays.</summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    public void Begin(Uri gateway)
    {
        console.MarkupLineInterpolated($"[yellow]{DemoWords.Simulated}[/]");
        console.MarkupLineInterpolated($"gateway [link]{gateway}[/]   dashboard [link]{new Uri(gateway, "/dashboard")}[/]");
    }

    public async Task WatchAsync(Func<Action<DemoStep>, Task> play)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "", "agent", "kind", "phase", "model" })
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        table.AddColumn(new TableColumn("cost $").RightAligned().NoWrap());
        table.AddColumn("why");
        await console.Live(table).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(context => play(step =>
        {
            table.AddRow(
                new Text(step.Number.ToString(CultureInfo.InvariantCulture)),
                new Text(step.Agent),
                new Text(step.Kind),
                new Text(step.Phase),
                new Text(step.Model, new Style(Colour(step.Tier))),
                new Text(DemoWords.Usd(step.CostUsd)),
                new Text(DemoWords.Why(step), step.Evidence?.Contains("failed", StringComparison.Ordinal) == true ? new Style(Color.Red) : null));
            context.Refresh();
        }));
    }

    public void End(DemoTotals totals) =>
        console.Write(new Panel(string.Join('\n', DemoWords.Summary(totals).Select(Markup.Escape))).Header("result").Border(BoxBorder.Rounded));

    private static Color Colour(string tier) => tier switch
    {
        "local" => Color.Green,
        "cheap" => Color.Aqua,
        "balanced" => Color.Yellow,
        "strong" => Color.Fuchsia,
        _ => Color.Default,
    };
}
