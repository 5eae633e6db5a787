using System.Globalization;
using Spectre.Console;

namespace CodeRouter.Cli.Demo;

/// <summary>
/// Each step as it comes, in colours: the figures on one line, the reason beside them or, where the terminal has no room for that, below.
/// A table that is drawn again and again would lose its columns in 80 characters and its first rows in 24 lines.
/// </summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    private const int Figures = 73;
    private const int Indent = 4;

    // A reason is a sentence or two: in less it becomes a ribbon down the screen.
    private const int Readable = 60;

    public void Begin(Uri gateway)
    {
        console.MarkupLineInterpolated($"[yellow]{DemoWords.Simulated}[/]");
        console.MarkupLineInterpolated($"gateway [link]{gateway}[/]   dashboard [link]{new Uri(gateway, "/dashboard")}[/]");
        console.WriteLine();
        Line(["", "agent", "kind", "phase", "model", "cost $"], Beside ? "why" : "", new Style(decoration: Decoration.Bold), null, null);
    }

    public Task WatchAsync(Func<Action<DemoStep>, Task> play) => play(step => Line(
        [step.Number.ToString(CultureInfo.InvariantCulture), step.Agent, step.Kind, step.Phase, step.Model, DemoWords.Usd(step.CostUsd)],
        DemoWords.Why(step),
        null,
        new Style(Colour(step.Tier)),
        step.Evidence?.Contains("failed", StringComparison.Ordinal) == true ? new Style(Color.Red) : new Style(decoration: Decoration.Dim)));

    public void End(DemoTotals totals)
    {
        console.WriteLine();
        console.Write(new Panel(string.Join('\n', DemoWords.Summary(totals).Select(Markup.Escape))).Header("result").Border(BoxBorder.Rounded));
    }

    private bool Beside => console.Profile.Width >= Figures + Readable;

    private void Line(string[] cells, string why, Style? style, Style? model, Style? reason)
    {
        string before = string.Create(CultureInfo.InvariantCulture, $"{cells[0],2}  {cells[1],-12} {cells[2],-17} {cells[3],-11} ");
        console.Write(new Text(before, style));
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{cells[4],-13}"), model ?? style));
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $" {cells[5],9}  "), style));
        int left = Beside ? Figures : Indent;
        bool goesOn = Beside;
        foreach (string part in DemoWords.Wrap(why, Math.Max(console.Profile.Width - left - 1, 20)))
        {
            if (!goesOn)
            {
                console.WriteLine();
                console.Write(new string(' ', left));
            }

            console.Write(new Text(part, reason ?? style));
            goesOn = false;
        }

        console.WriteLine();
    }

    private static Color Colour(string tier) => tier switch
    {
        "local" => Color.Green,
        "cheap" => Color.Aqua,
        "balanced" => Color.Yellow,
        "strong" => Color.Fuchsia,
        _ => Color.Default,
    };
}
