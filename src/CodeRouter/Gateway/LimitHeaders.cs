using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Gateway;

/// <summary>
/// What is left of the limits of a key and its group, on every answer to a key that has any: <c>X-CodeRouter-Limits</c> names them all, and those of
/// a minute stand by the names that clients of the format read. A provider's own headers of those names stay: they are of its account, and come first.
/// </summary>
public static class LimitHeaders
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static void Write(IHeaderDictionary headers, Exchange exchange)
    {
        if (exchange.LimitsLeft is not { } left || left() is not ({ Count: > 0 } limits, var now))
        {
            return;
        }

        headers["X-CodeRouter-Limits"] = string.Join("; ", limits.Select(static l => FormattableString.Invariant($"{(l.Limit.Scope == LimitScope.Group ? "group_" : "")}{l.Limit.Name}={l.Left:0.######}/{l.Limit.Most:0.######}")));
        // This request is the newest of the minute: with it the last of what is used has left again.
        var wait = exchange.Record.At + Minute - now;
        foreach (var tightest in limits.Where(static l => l.Limit.Period == LimitPeriod.Minute).GroupBy(static l => l.Limit.Unit).Select(static same => same.MinBy(static l => l.Left)))
        {
            Write(headers, exchange.Route.Format, tightest, tightest.Left == tightest.Limit.Most || wait < TimeSpan.Zero ? TimeSpan.Zero : wait, now);
        }
    }

    private static void Write(IHeaderDictionary headers, WireFormat format, LimitLeft of, TimeSpan wait, DateTimeOffset now)
    {
        string unit = of.Limit.Unit == LimitUnit.Requests ? "requests" : "tokens";
        string? Name(string what) => format switch
        {
            WireFormat.AnthropicMessages => $"anthropic-ratelimit-{unit}-{what}",
            WireFormat.OpenAIChat or WireFormat.OpenAIResponses => $"x-ratelimit-{what}-{unit}",
            _ => null,
        };
        if (Name("limit") is not { } limit || headers.ContainsKey(limit) || headers.ContainsKey(Name("remaining")!) || headers.ContainsKey(Name("reset")!))
        {
            return;
        }

        headers[limit] = of.Limit.Most.ToString("0", CultureInfo.InvariantCulture);
        headers[Name("remaining")!] = Math.Floor(of.Left).ToString("0", CultureInfo.InvariantCulture);
        headers[Name("reset")!] = format == WireFormat.AnthropicMessages
            ? (now + wait).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : FormattableString.Invariant($"{Math.Ceiling(wait.TotalSeconds):0}s");
    }
}
