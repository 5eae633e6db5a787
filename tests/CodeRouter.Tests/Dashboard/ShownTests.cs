using CodeRouter.Dashboard;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.001, "under 1 %")]
    [InlineData(0.5, "50 %")]
    [InlineData(0.999, "over 99 %")]
    [InlineData(1, "100 %")]
    [InlineData(-0.25, "-25 %")]
    public void All_and_nothing_are_said_of_all_and_nothing_only(double part, string says) => Assert.Equal(says, Shown.Percent(part));
}
