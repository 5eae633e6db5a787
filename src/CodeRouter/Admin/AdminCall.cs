using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Admin;

/// <summary>A request of the administration: who asks, what was sent.</summary>
/// <param name="Body">The JSON object sent; empty where none was.</param>
public sealed record AdminCall(HttpContext Http, Actor Actor, JsonObject Body)
{
    private const int MostListed = 1000;

    public string Route(string name) => Uri.UnescapeDataString(Http.Request.RouteValues[name] as string ?? "");

    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>Which part of a list is asked for. Null with <paramref name="problem"/> set where it cannot be read.</summary>
    public (int Limit, int Offset)? Page(out AdminAnswer? problem)
    {
        int limit = 100, offset = 0;
        problem = Query("limit") is { } most && !(int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= MostListed)
                ? AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, $"limit is a whole number from 1 to {MostListed}. Leave it out for 100."))
            : Query("offset") is { } from && !int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out offset)
                ? AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, "offset is a whole number, 0 or more: how many of the newest are left out."))
            : null;
        return problem is null ? (limit, offset) : null;
    }

    /// <summary>The revision a change was made from: <c>If-Match</c>. Null where none was sent, or any will do.</summary>
    public long? Seen => Http.Request.Headers.IfMatch is [{ } tag, ..] && long.TryParse(tag.Trim().TrimStart('W', '/').Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
        ? revision
        : Http.Request.Headers.IfMatch is [{ } any, ..] && any.Trim() != "*" ? -1 : null;

    /// <summary>A moment of the query; null with <paramref name="wrong"/> set where it cannot be read.</summary>
    public DateTimeOffset? Moment(string name, DateTimeOffset now, ref bool wrong)
    {
        var query = UsageQuery.Parse(n => n == "since" ? Query(name) : null, null, now, out string? problem);
        wrong |= problem is not null;
        return query?.Since;
    }
}
