using CodeRouter.Hosts;
using Xunit;

namespace CodeRouter.Tests.Hosts;

public sealed class AmountsAreRead
{
    [Theory]
    [InlineData("0.0000225", "$0.000023")]
    [InlineData("0", "$0.0000")]
    [InlineData("0.0421", "$0.0421")]
    [InlineData("12.5", "$12.5000")]
    [InlineData("-0.003", "$-0.003000")]
    public void A_small_cost_does_not_read_as_none(string usd, string shown) => Assert.Equal(shown, UsdText.Of(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));
}
