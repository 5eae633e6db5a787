using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class StepTallyTests
{
    [Theory]
    [InlineData("rule", "proofs", "rule")]
    [InlineData("auto", "the rest is the router's", "rule")]
    [InlineData("auto", null, "auto")]
    [InlineData("explicit", null, "explicit")]
    public void A_step_is_counted_once_among_what_decided(string mode, string? rule, string counted)
    {
        var tallies = StepTally.Of(new StepRecord { Mode = mode, Rule = rule }).ToList();
        Assert.Equal(counted, tallies.Single(static t => t.Kind == TallyKind.Mode).Name);
        Assert.Equal(rule, tallies.FirstOrDefault(static t => t.Kind == TallyKind.Rule).Name);
    }
}
