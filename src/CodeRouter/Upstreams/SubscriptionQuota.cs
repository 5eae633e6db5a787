using System.Globalization;

namespace CodeRouter.Upstreams;

/// <summary>One window of a subscription as it stands.</summary>
/// <param name="Left">Of its tokens; null where nobody said how many there are.</param>
/// <param name="ResetsIn">Until it begins anew; null while it has not begun.</param>
public readonly record struct QuotaWindow(long Used, long? Left, TimeSpan? ResetsIn);

/// <summary>
/// What is used of a subscription channel's windows: five hours and seven days, each beginning with the first use after the one before
/// ended. Tokens in and out, as the upstream reported them.
/// </summary>
public sealed class SubscriptionQuota(TimeProvider clock)
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(5);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private (DateTimeOffset? Since, long Used) _hours;
    private (DateTimeOffset? Since, long Used) _week;

    public void Count(long tokens)
    {
        lock (_gate)
        {
            _hours = Counted(_hours, Hours, tokens);
            _week = Counted(_week, Week, tokens);
        }
    }

    public QuotaWindow FiveHours(long? most)
    {
        lock (_gate)
        {
            return At(_hours, Hours, most);
        }
    }

    public QuotaWindow SevenDays(long? most)
    {
        lock (_gate)
        {
            return At(_week, Week, most);
        }
    }

    /// <summary>How long until no window is spent; zero while none is.</summary>
    public TimeSpan SpentFor(long? mostInFiveHours, long? mostInSevenDays)
    {
        var longest = TimeSpan.Zero;
        foreach (var window in (ReadOnlySpan<QuotaWindow>)[FiveHours(mostInFiveHours), SevenDays(mostInSevenDays)])
        {
            longest = window is { Left: 0, ResetsIn: { } wait } && wait > longest ? wait : longest;
        }

        return longest;
    }

    /// <summary>As one line, to be kept over a restart.</summary>
    public string Save()
    {
        lock (_gate)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Ms(_hours.Since)} {_hours.Used} {Ms(_week.Since)} {_week.Used}");
        }

        static long Ms(DateTimeOffset? since) => since?.ToUnixTimeMilliseconds() ?? 0;
    }

    /// <summary>What <see cref="Save"/> wrote; anything else changes nothing.</summary>
    public void Restore(string line)
    {
        long[] numbers = [.. line.Split(' ').Select(static n => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out long known) ? known : -1)];
        if (numbers.Length != 4 || numbers.Contains(-1))
        {
            return;
        }

        lock (_gate)
        {
            _hours = (Moment(numbers[0]), numbers[1]);
            _week = (Moment(numbers[2]), numbers[3]);
        }

        static DateTimeOffset? Moment(long ms) => ms == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(ms, 253_402_300_799_999));
    }

    private (DateTimeOffset? Since, long Used) Counted((DateTimeOffset? Since, long Used) window, TimeSpan length, long tokens)
    {
        var now = clock.GetUtcNow();
        return window.Since is { } since && now < since + length ? (since, window.Used + tokens) : (now, tokens);
    }

    private QuotaWindow At((DateTimeOffset? Since, long Used) window, TimeSpan length, long? most)
    {
        var left = window.Since + length - clock.GetUtcNow();
        return left > TimeSpan.Zero
            ? new QuotaWindow(window.Used, most is { } limit ? Math.Max(limit - window.Used, 0) : null, left)
            : new QuotaWindow(0, most, null);
    }
}
