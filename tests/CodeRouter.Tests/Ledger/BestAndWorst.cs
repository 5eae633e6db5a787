using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class BestAndWorst
{
    [Theory]
    [InlineData("a:3/0", "a", "")]
    [InlineData("a:1/3 b:4/0", "b", "a")]
    [InlineData("a:1/3 b:4/0 c:3/1", "b c", "a")]
    [InlineData("a:9/0 b:1/1", "a", "")]
    public void No_model_is_among_the_best_and_the_worst(string models, string best, string worst)
    {
        var tables = OutcomeTables.None with { Models = [.. models.Split(' ').Select(Line)] };
        Assert.Equal(best, string.Join(' ', tables.Best.Select(static l => l.Name)));
        Assert.Equal(worst, string.Join(' ', tables.Worst.Select(static l => l.Name)));
    }

    private static OutcomeLine Line(string text)
    {
        string[] parts = text.Split(':', '/');
        return OutcomeTables.None.Totals with { Name = parts[0], Successes = int.Parse(parts[1], null), Failures = int.Parse(parts[2], null) };
    }
}
