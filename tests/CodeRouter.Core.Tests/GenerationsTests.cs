using Xunit;

namespace CodeRouter.Core.Tests;

public sealed class GenerationsTests
{
    [Fact]
    public void What_is_asked_for_again_and_again_is_kept_while_the_rest_is_forgotten()
    {
        var seen = new Generations<int, string>(100);
        seen.Keep(-1, "asked for");
        for (int i = 0; i < 1000; i++)
        {
            seen.Keep(i, "once");

            Assert.True(seen.TryGet(-1, out _));
        }

        Assert.False(seen.TryGet(0, out _));
        Assert.True(seen.TryGet(999, out _));
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => seen.TryGet(i, out _)), 1, 100);
    }

    [Fact]
    public void The_last_value_kept_under_a_key_counts()
    {
        var seen = new Generations<string, int>(10, StringComparer.OrdinalIgnoreCase);
        seen.Keep("A", 1);
        seen.Keep("a", 2);

        Assert.True(seen.TryGet("A", out int value));
        Assert.Equal(2, value);
    }

    [Fact]
    public void Many_who_keep_at_one_time_do_not_make_it_grow()
    {
        var seen = new Generations<int, int>(1000);

        Parallel.For(0, 100_000, i => seen.Keep(i, i));

        Assert.InRange(Enumerable.Range(0, 100_000).Count(i => seen.TryGet(i, out _)), 1, 2000);
    }
}
