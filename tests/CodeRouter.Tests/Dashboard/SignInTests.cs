using CodeRouter.Dashboard;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class SignInTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void An_hour_without_a_page_signs_out_and_a_page_left_open_is_none()
    {
        var signIns = new SignIns(_clock);
        string cookie = signIns.Open("key");
        _clock.Now += TimeSpan.FromMinutes(50);
        Assert.Equal("key", signIns.KeyOf(cookie, counts: true));
        _clock.Now += TimeSpan.FromMinutes(50);
        Assert.Equal("key", signIns.KeyOf(cookie, counts: false));
        _clock.Now += TimeSpan.FromMinutes(20);
        Assert.Null(signIns.KeyOf(cookie, counts: true));
    }

    [Fact]
    public void Twelve_hours_are_the_end_of_it()
    {
        var signIns = new SignIns(_clock);
        string cookie = signIns.Open("key");
        for (int i = 0; i < 24; i++)
        {
            _clock.Now += TimeSpan.FromMinutes(30);
            Assert.NotNull(signIns.KeyOf(cookie, counts: true));
        }

        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(signIns.KeyOf(cookie, counts: true));
    }

    [Fact]
    public void Wrong_attempts_make_the_next_ones_wait_longer_and_longer_at_that_address_only()
    {
        var signIns = new SignIns(_clock);
        TimeSpan before = default;
        for (int i = 0; i < 4; i++)
        {
            signIns.Failed("1.2.3.4");
        }

        Assert.Equal(TimeSpan.Zero, signIns.WaitFor("1.2.3.4"));
        for (int i = 0; i < 4; i++)
        {
            signIns.Failed("1.2.3.4");
            Assert.True(signIns.WaitFor("1.2.3.4") > before);
            before = signIns.WaitFor("1.2.3.4");
        }

        Assert.Equal(TimeSpan.Zero, signIns.WaitFor("1.2.3.5"));
        signIns.Succeeded("1.2.3.4");
        Assert.Equal(TimeSpan.Zero, signIns.WaitFor("1.2.3.4"));
    }

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
