using CodeRouter.Cli.Demo;
using Spectre.Console;
using Xunit;

namespace CodeRouter.Tests.Demo;

public sealed class ViewTests
{
    private static readonly DemoStep Failing = new(8, "claude_code", "anthropic", "tool_continuation", "debug", "sim-cheap", "cheap", 0.000541m, 0.0089m, "sim-strong", "inside a tool loop: stays", "2 failed, 11 passed in 0.09s");

    [Fact]
    public async Task The_live_table_shows_every_step_and_the_sum()
    {
        var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = 160;
        var view = new LiveView(console);
        view.Begin(new Uri("http://127.0.0.1:8899"));
        await view.WatchAsync(show =>
        {
            show(Failing);
            return Task.CompletedTask;
        });
        view.End(new DemoTotals([Failing], [new DemoTask("bug", true)]));
        string text = written.ToString();
        foreach (string word in new[] { "simulated", "claude_code", "sim-cheap", "0.000541", "[2 failed, 11 passed in 0.09s]", "1 of 1 tasks finished", "sim-strong", "93.9 %" })
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task In_a_terminal_of_any_usual_width_each_step_stands_once_with_its_whole_reason(int width)
    {
        var step = Failing with { Reason = "2 runs of the same suite failed after edits, without fewer failures: up from balanced to strong; sim-strong is the only strong choice ($0.034107 for this step)" };
        var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = width;
        console.Profile.Height = 24;
        await new LiveView(console).WatchAsync(show =>
        {
            for (int i = 1; i <= 30; i++)
            {
                show(step with { Number = i });
            }

            return Task.CompletedTask;
        });
        string[] lines = written.ToString().Split('\n');
        Assert.Equal(30, lines.Count(static l => l.Contains("claude_code", StringComparison.Ordinal) && l.Contains("sim-cheap", StringComparison.Ordinal) && l.Contains("0.000541", StringComparison.Ordinal)));
        Assert.All(lines, l => Assert.InRange(l.TrimEnd().Length, 0, Math.Max(width, 80)));
        string words = string.Join(' ', written.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(step.Reason, words, StringComparison.Ordinal);
        Assert.InRange(lines.Length, 60 - (width >= 200 ? 30 : 0), ((width < 80 ? 6 : 4) * 30) + 1);
    }

    [Fact]
    public void Routing_that_cost_money_says_so()
    {
        var dear = Failing with { CostUsd = 0.02m, BaselineUsd = 0.01m };
        Assert.Contains("routing cost 100.0 % more than the baseline", string.Join("\n", DemoWords.Summary(new DemoTotals([dear], []))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_cost_is_unknown_and_not_zero() => Assert.Equal("unknown", DemoWords.Usd(null));
}
