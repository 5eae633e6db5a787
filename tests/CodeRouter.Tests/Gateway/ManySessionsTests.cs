using System.Globalization;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Gateway;

public sealed class ManySessionsTests
{
    private const int Many = 300_000;

    [Fact]
    public async Task Of_more_sessions_than_are_kept_the_oldest_are_forgotten_and_each_new_one_costs_no_look_at_all_others()
    {
        var clock = new CountingClock();
        var book = new SessionBook(clock);
        for (int i = 0; i < Many; i++)
        {
            await book.OpenAsync(Name(i));
        }

        Assert.Null(book.Find(Name(0)));
        Assert.NotNull(book.Find(Name(Many - 1)));
        Assert.NotNull(book.Find(Name(Many - 80_000)));
        // Looking at a track asks the clock: some thirty looks at all of them, not two hundred thousand.
        Assert.InRange(clock.Asked, Many, 20L * Many);
    }

    private static TrackName Name(int i) => new("", i.ToString(CultureInfo.InvariantCulture), "main");

    private sealed class CountingClock : TimeProvider
    {
        public long Asked { get; private set; }

        public override long GetTimestamp() => ++Asked;
    }
}
