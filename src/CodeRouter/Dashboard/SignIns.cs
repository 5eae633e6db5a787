using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CodeRouter.Dashboard;

/// <summary>
/// Who is signed in, in memory: a restart signs everybody out. A sign-in ends after an hour without a page or twelve in all. Wrong
/// attempts from one address make the next ones wait.
/// </summary>
internal sealed class SignIns(TimeProvider clock)
{
    public const string Cookie = "coderouter_session";
    private const int FreeAttempts = 5;
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1), Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, Seat> _seats = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Attempts> _attempts = new(StringComparer.Ordinal);

    /// <summary>Public part of the key a cookie was given for; null where it counts no more.</summary>
    /// <param name="counts">Somebody does something: the hour begins anew.</param>
    public string? KeyOf(string cookie, bool counts)
    {
        var now = clock.GetUtcNow();
        if (!_seats.TryGetValue(cookie, out var seat) || now - seat.Since > Longest || now - seat.Last > Idle)
        {
            _seats.TryRemove(cookie, out _);
            return null;
        }

        if (counts)
        {
            seat.Last = now;
        }

        return seat.KeyId;
    }

    public string Open(string keyId)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, seat) in _seats.Where(s => now - s.Value.Last > Idle))
        {
            _seats.TryRemove(new KeyValuePair<string, Seat>(old, seat));
        }

        string cookie = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _seats[cookie] = new Seat(keyId, now) { Last = now };
        return cookie;
    }

    public void Close(string cookie) => _seats.TryRemove(cookie, out _);

    /// <summary>How long an address has to wait before its next attempt; zero where it may now.</summary>
    public TimeSpan WaitFor(string address) =>
        _attempts.TryGetValue(address, out var made) && made.Until > clock.GetUtcNow() ? made.Until - clock.GetUtcNow() : TimeSpan.Zero;

    public void Failed(string address)
    {
        if (_attempts.Count >= MostAddresses)
        {
            _attempts.Clear();
        }

        _attempts.AddOrUpdate(address, static _ => new Attempts(1, default), (_, made) => new Attempts(
            made.Wrong + 1,
            made.Wrong + 1 < FreeAttempts ? default : clock.GetUtcNow().AddSeconds(Math.Min(900, 15 << Math.Min(made.Wrong + 1 - FreeAttempts, 6)))));
    }

    public void Succeeded(string address) => _attempts.TryRemove(address, out _);

    private sealed class Seat(string keyId, DateTimeOffset since)
    {
        public string KeyId => keyId;

        public DateTimeOffset Since => since;

        public DateTimeOffset Last { get; set; }
    }

    private sealed record Attempts(int Wrong, DateTimeOffset Until);
}
