using System.Text.Json;
using CodeRouter.Cli.Demo;
using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Tests.Choosing;

public sealed class PredictingTests
{
    [Fact]
    public async Task What_the_demo_predicts_of_a_step_comes_near_its_bill_from_the_first_session_on()
    {
        using var demo = await PlayedDemo.PlayAsync();

        var off = demo.Steps.Where(s => s.GetProperty("cost_usd").GetDecimal() > 0)
            .Select(s => Math.Abs(s.GetProperty("predicted_cost_usd").GetDecimal() - s.GetProperty("cost_usd").GetDecimal()) / s.GetProperty("cost_usd").GetDecimal())
            .Order().ToArray();

        Assert.InRange(off.Length, 20, 40);
        Assert.InRange(off[off.Length / 2], 0, 0.2m);
        Assert.Contains("of a step's bill, in the median", demo.Log, StringComparison.Ordinal);

        // Costs mean something only where each agent's first request is about as long as the real one's: 86, 39, 29 and 48 KB.
        var books = await demo.BooksAsync();
        foreach (var (agent, bytes) in ((string, double)[])[("claude_code", 86_000), ("codex", 39_000), ("opencode", 29_000), ("gemini_cli", 48_000)])
        {
            Assert.InRange(books.First(s => s.Agent == agent && s.Kind != StepKind.Title).RequestBytes / bytes, 0.85, 1.15);
        }
    }

    [Fact]
    public void A_demo_without_predictions_says_nothing_of_them()
    {
        var totals = new DemoTotals([], []);
        Assert.Null(totals.PredictionOff);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(totals.ToJson()).RootElement.GetProperty("prediction_off_median").ValueKind);
    }
}
