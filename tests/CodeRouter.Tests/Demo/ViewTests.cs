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

    [Fact]
    public void Routing_that_cost_money_says_so()
    {
        var dear = Failing with { CostUsd = 0.02m, BaselineUsd = 0.01m };
        Assert.Contains("routing cost 100.0 % more than the baseline", string.Join("\n", DemoWords.Summary(new DemoTotals([dear], []))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_cost_is_unknown_and_not_zero() => Assert.Equal("unknown", DemoWords.Usd(null));
}
