using CodeRouter.Storage;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class TrimsTests
{
    [Fact]
    public void The_first_row_of_an_owner_is_due_and_then_each_that_fills_a_sixty_fourth_part()
    {
        var trims = new Trims();

        Assert.Equal([0, 10, 20, 30], Enumerable.Range(0, 40).Where(_ => trims.IsDue("a", 1, 640)));
        Assert.True(trims.IsDue("b", 1, 640));
        Assert.True(trims.IsDue("a", 1000, 640));
    }

    [Fact]
    public void A_small_bound_is_kept_with_every_row()
    {
        var trims = new Trims();

        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(trims.IsDue("", 1, 3)));
    }
}
