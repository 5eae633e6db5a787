using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Ledger;

namespace CodeRouter.Admin;

/// <summary>A request of the administration: who asks, what was sent.</summary>
/// <param name="Body">The JSON object sent; empty where none was.</param>
public sealed record AdminCall(HttpContext Http, Actor Actor, JsonObject Body)
{
    public string Route(string name) => Uri.UnescapeDataString(Http.Request.RouteValues[name] as string ?? "");

    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    public int Number(string name, int usual, int most) =>
        int.TryParse(Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, most) : usual;

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
