using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Alerts;
using CodeRouter.Config;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// Looks at what happened and raises alerts: budgets at their shares, sessions that run away, prices that changed, channels that fail.
/// Does nothing where nobody would hear of it.
/// </summary>
public sealed class AlertWatch(AlertDesk desk, GatewayState state, ILimitBook limits, TimeProvider clock) : IDisposable
{
    private const int MostSessions = 10_000;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly long _started = clock.GetTimestamp();
    private readonly Lock _lock = new();
    private const decimal MicroDollars = 1_000_000m;

    private readonly Dictionary<string, MinuteWindow> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _failingSince = new(StringComparer.Ordinal);
    private Settings _before = state.Current.Settings;
    private ITimer? _timer;

    private AlertSettings Wanted => state.Current.Settings.Alerts;

    /// <summary>Looks at channels and prices from now on.</summary>
    public void Watch()
    {
        state.Replaced += Prices;
        _timer ??= clock.CreateTimer(_ => Channels(), null, Look, Look);
    }

    /// <summary>After a request's books were closed.</summary>
    public void After(Exchange exchange)
    {
        if (!desk.IsListenedTo)
        {
            return;
        }

        if (exchange.TurnedAwayBy is { IsBudget: true, Most: > 0 } spent)
        {
            TurnedAway(spent, exchange.Caller!, exchange.Record.At);
        }

        if (!exchange.Journalled)
        {
            return;
        }

        foreach (var limit in exchange.Limits)
        {
            Budget(limit, exchange.Caller!, exchange.Record.At);
        }

        Session(exchange.Record);
        if (exchange.Step?.Evidence is { } evidence && evidence.SameFailure >= Wanted.RepeatedFailures)
        {
            string session = exchange.Record.Session;
            desk.Raise(
                new Alert(
                    "loop", $"loop/{exchange.Record.KeyId}/{session}", $"A session repeats the same failing call ({evidence.SameFailure} times)",
                    $"Session {session}: {evidence.Summary ?? "the same call fails the same way"}. Look at it, stop the agent, or name a stronger model.",
                    Facts(("session", session), ("key", exchange.Record.KeyId), ("times", evidence.SameFailure.ToString(CultureInfo.InvariantCulture)))),
                Hour);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Budget(Limit limit, Caller caller, DateTimeOffset now)
    {
        if (!limit.IsBudget || limit.Most <= 0 || limits.Used(limit, now) is not { } used)
        {
            return;
        }

        decimal percent = used / limit.Most * 100;
        int reached = Wanted.BudgetPercent.LastOrDefault(p => p <= percent);
        if (reached == 0)
        {
            return;
        }

        OfBudget(limit, caller, now, used, reached.ToString(CultureInfo.InvariantCulture), of => $"{reached} % of the budget of {of} is used", "", ("percent", reached.ToString(CultureInfo.InvariantCulture)));
    }

    // Refused is what may cost more than is left, which seldom is nothing: a budget stops people before all of it is used.
    private void TurnedAway(Limit limit, Caller caller, DateTimeOffset now) =>
        OfBudget(limit, caller, now, limits.Used(limit, now) ?? 0, "refused", static of => $"The budget of {of} turns requests away", " A request may cost more than is left and was refused; so are the next such ones, without another alert.");

    private void OfBudget(Limit limit, Caller caller, DateTimeOffset now, decimal used, string what, Func<string, string> subject, string more, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        string of = limit.Scope switch { LimitScope.Key => $"key {caller.Name} ({limit.Id})", LimitScope.Group => $"token group {limit.Id}", LimitScope.Session => $"session {limit.Id}", _ => "the router" };
        string unit = limit.Unit == LimitUnit.Usd ? "USD" : "tokens";
        string period = limit.Period.ToString().ToLowerInvariant();
        desk.Raise(
            new Alert(
                "budget", $"budget/{limit.Scope}/{limit.Id}/{limit.Owner}/{limit.Period}/{limit.Unit}/{limit.Since(now):O}/{what}", $"{subject(of)} ({period})",
                string.Create(CultureInfo.InvariantCulture, $"{used:0.######} of {limit.Most:0.######} {unit} are used.{more}{(limit.FreesAt(now) is { } frees ? $" It frees at {frees:yyyy-MM-dd HH:mm} UTC." : "")} Raise it with the key or group, or wait."),
                Facts([("of", of), ("period", period), ("unit", unit), ("used", used.ToString(CultureInfo.InvariantCulture)), ("limit", limit.Most.ToString(CultureInfo.InvariantCulture)), .. facts])),
            quiet: null);
    }

    private void Session(StepRecord record)
    {
        if (record.CostUsd is not > 0)
        {
            return;
        }

        decimal spent;
        lock (_lock)
        {
            if (_sessions.Count >= MostSessions)
            {
                _sessions.Clear();
            }

            string id = $"{record.KeyId}/{record.Session}";
            if (!_sessions.TryGetValue(id, out var window))
            {
                _sessions.Add(id, window = new MinuteWindow());
            }

            long second = (long)clock.GetElapsedTime(_started).TotalSeconds;
            window.At(second);
            window.Add(second, (long)decimal.Round(record.CostUsd.Value * MicroDollars));
            spent = window.At(second) / MicroDollars;
        }

        if (spent > Wanted.SessionUsdPerMinute)
        {
            desk.Raise(
                new Alert(
                    "runaway", $"runaway/{record.KeyId}/{record.Session}", string.Create(CultureInfo.InvariantCulture, $"A session spends ${spent:0.00} a minute"),
                    string.Create(CultureInfo.InvariantCulture, $"Session {record.Session} ({record.Agent ?? "unknown agent"}, {record.Model}) spent ${spent:0.######} within a minute; told from ${Wanted.SessionUsdPerMinute:0.##} on. Look at it, or give sessions a budget (routing.budget.per_session_usd)."),
                    Facts(("session", record.Session), ("key", record.KeyId), ("usd_per_minute", spent.ToString(CultureInfo.InvariantCulture)))),
                Hour);
        }
    }

    private void Prices(Settings next)
    {
        var before = Interlocked.Exchange(ref _before, next).Policy.Models.ToDictionary(static m => m.Name, static m => m.Price, StringComparer.Ordinal);
        foreach (var model in next.Policy.Models.Where(m => desk.IsListenedTo && before.TryGetValue(m.Name, out var price) && (price.Input, price.Output) != (m.Price.Input, m.Price.Output)))
        {
            var old = before[model.Name];
            string change = string.Create(CultureInfo.InvariantCulture, $"in {old.Input} → {model.Price.Input}, out {old.Output} → {model.Price.Output} USD per million tokens");
            desk.Raise(
                new Alert("price", $"price/{model.Name}/{change}", $"The price of {model.Name} changed", $"{model.Name}: {change}. Budgets and choices count the new one from now on.", Facts(("model", model.Name), ("change", change))),
                TimeSpan.FromMinutes(1));
        }
    }

    private void Channels()
    {
        if (!desk.IsListenedTo)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var channel in state.Current.Channels.Channels)
        {
            bool failing = channel.Health.State is "cooling" or "failing";
            lock (_lock)
            {
                if (!failing)
                {
                    _failingSince.Remove(channel.Name);
                    continue;
                }

                if (!_failingSince.TryAdd(channel.Name, now) && now - _failingSince[channel.Name] < Wanted.ChannelFailing)
                {
                    continue;
                }
            }

            Failing(channel, now);
        }
    }

    private void Failing(Channel channel, DateTimeOffset now)
    {
        DateTimeOffset since;
        lock (_lock)
        {
            since = _failingSince.GetValueOrDefault(channel.Name, now);
        }

        if (now - since >= Wanted.ChannelFailing)
        {
            desk.Raise(
                new Alert(
                    "channel", $"channel/{channel.Name}/{since:O}", $"Channel {channel.Name} fails",
                    string.Create(CultureInfo.InvariantCulture, $"It has failed since {since:yyyy-MM-dd HH:mm:ss} UTC. Try it with `coderouter channels test {channel.Name}`; requests go to other channels meanwhile, where there are any."),
                    Facts(("channel", channel.Name), ("since", since.ToString("O", CultureInfo.InvariantCulture)))),
                quiet: null);
        }
    }

    private static Dictionary<string, string> Facts(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                all[name] = value;
            }
        }

        return all;
    }
}
