using System.Globalization;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Admin;

/// <summary>What is looked at and switched rather than kept: use, the audit log, channels as they are, routing on and off.</summary>
internal sealed class OperationEndpoints(GatewayState state, PauseSwitch pause, UsageReport usage, UsageExport export, AuditLog audit, TimeProvider clock)
{
    private static readonly (string, string)[] UsageQueryNames =
    [
        ("group_by", "session, model, phase, key, user, team, repo, agent, tier or day"), ("since", "A moment, or an age such as 7d"), ("until", "A moment; not included"), ("key", "Public part of a key"),
        ("session_id", "One session"), ("model", "One model"), ("phase", "One phase"), ("agent", "One agent"), ("limit", "At most so many groups, the dearest first: 1000 unless said, in a CSV file all"), ("format", "json or csv"),
    ];

    public IEnumerable<AdminEndpoint> All()
    {
        yield return new("GET", "/usage", Role.Viewer, "getUsage", "usage", "Use and cost of everybody, as JSON or CSV", "Usage", UsageAsync) { Query = UsageQueryNames, AlsoAs = "text/csv", UsualLimit = 1000 };
        yield return new("GET", "/usage/statement", Role.Viewer, "getStatement", "usage", "A month's use by team, key and model, as CSV", "Statement", StatementAsync)
        {
            Query = [("month", "Such as 2026-11; default: this one"), ("team", "Only this team's")],
            AlsoAs = "text/csv",
        };
        yield return new("GET", "/audit", Role.Viewer, "listAudit", "audit", "Who changed what, newest first", "AuditList", AuditAsync)
        {
            Query = [("search", "A part of actor, action, target or detail, taken literally"), ("since", "A moment, or an age such as 7d"), .. ConfigEndpoints.Paging],
        };
        yield return new("GET", "/channels/{name}/health", Role.Viewer, "getChannelHealth", "channels", "A channel as it is just now", "ChannelHealth",
            call => ValueTask.FromResult(Find(call) is { } channel ? Health(channel) : AdminAnswer.Missing($"channel {call.Route("name")}")));
        yield return new("POST", "/channels/{name}/test", Role.Admin, "testChannel", "channels", "Try a channel with its own credentials; asks for its list of models, which costs nothing", "ChannelTest", TestAsync);
        yield return new("GET", "/routing", Role.Viewer, "getRouting", "routing", "Whether routing is on", "Routing", _ => ValueTask.FromResult(Routing()));
        yield return new("POST", "/routing/pause", Role.Admin, "pauseRouting", "routing", "Use callers' models as asked until resumed", "Routing", call => ValueTask.FromResult(Switch(call, true)));
        yield return new("POST", "/routing/resume", Role.Admin, "resumeRouting", "routing", "Route again", "Routing", call => ValueTask.FromResult(Switch(call, false)));
    }

    private async ValueTask<AdminAnswer> UsageAsync(AdminCall call)
    {
        var query = UsageQuery.Parse(call.Query, null, clock.GetUtcNow(), out string? problem);
        if (query is null)
        {
            return AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, problem!));
        }

        if (call.Query("format") is { } written and not ("json" or "csv"))
        {
            return AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, $"format={written} is not known. Use json or csv."));
        }

        bool csv = call.Query("format") is { } format ? format == "csv" : call.Http.Request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase);
        return csv
            // A file has no totals beside its lines: left-out ones would be missed by nobody.
            ? AdminAnswer.Csv(await export.CsvAsync(call.Query("limit") is null ? query with { Limit = int.MaxValue } : query, call.Http.RequestAborted), "usage.csv")
            : new AdminAnswer(200, await usage.ForAsync(query, state.Current.Settings.Policy.BaselineModel, null, call.Http.RequestAborted));
    }

    private async ValueTask<AdminAnswer> StatementAsync(AdminCall call)
    {
        var month = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (call.Query("month") is { } text && !DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out month))
        {
            return AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, "month is a year and a month, such as 2026-11."));
        }

        return AdminAnswer.Csv(await export.StatementAsync(month, call.Query("team"), call.Http.RequestAborted), FormattableString.Invariant($"statement-{month:yyyy-MM}.csv"));
    }

    private ValueTask<AdminAnswer> AuditAsync(AdminCall call)
    {
        bool wrong = false;
        var since = call.Moment("since", clock.GetUtcNow(), ref wrong);
        if (wrong)
        {
            return ValueTask.FromResult(AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, "since is a moment: 2026-08-01, 2026-08-01T12:00:00Z, Unix seconds, or an age such as 24h or 7d.")));
        }

        if (call.Page(out var problem) is not var (limit, offset))
        {
            return ValueTask.FromResult(problem!);
        }

        var entries = audit.Read(new AuditQuery(call.Query("search"), since, null, limit, offset));
        return ValueTask.FromResult(AdminAnswer.List("audit", entries, static (json, entry) =>
        {
            json.WriteNumber("number", entry.Number);
            json.WriteString("at", entry.At.UtcDateTime);
            json.WriteString("actor", entry.Actor);
            json.WriteString("action", entry.Action);
            json.WriteString("target", entry.Target);
            json.WriteString("detail", entry.Detail);
            json.WriteString("address", entry.Address);
        }));
    }

    private Channel? Find(AdminCall call) => state.Current.Channels.Channels.FirstOrDefault(c => string.Equals(c.Name, call.Route("name"), StringComparison.Ordinal));

    private static AdminAnswer Health(Channel channel) => AdminAnswer.Json(200, json =>
    {
        json.WriteString("name", channel.Name);
        json.WriteBoolean("enabled", channel.Settings.Enabled);
        json.WriteString("state", channel.Health.State);
        json.WriteNumber("error_rate", Math.Round(channel.Health.ErrorRate, 3));
        if (channel.Health.LatencyMs is { } ms)
        {
            json.WriteNumber("first_content_ms", Math.Round(ms, 1));
        }

        if (channel.Health.IsCooling)
        {
            json.WriteNumber("retry_in_s", Math.Round(channel.Health.CoolFor.TotalSeconds, 1));
        }
    });

    private async ValueTask<AdminAnswer> TestAsync(AdminCall call)
    {
        if (Find(call) is not { } channel)
        {
            return AdminAnswer.Missing($"channel {call.Route("name")}");
        }

        var result = await ChannelProbe.TryAsync(channel, call.Http.RequestAborted);
        audit.Note(call.Actor, "channel.test", channel.Name, result.Says);
        return AdminAnswer.Json(200, json => Members(json, channel.Name, result));
    }

    private static void Members(Utf8JsonWriter json, string name, ProbeResult result)
    {
        json.WriteString("name", name);
        json.WriteBoolean("ok", result.Ok);
        if (result.Status is { } status)
        {
            json.WriteNumber("status", status);
        }
        else
        {
            json.WriteNull("status");
        }

        json.WriteNumber("ms", Math.Round(result.Ms, 1));
        json.WriteString("says", result.Says);
    }

    private AdminAnswer Switch(AdminCall call, bool paused)
    {
        // Kept for every gateway over the store, and obeyed here at once.
        pause.Set(paused);
        state.Paused = paused;
        audit.Note(call.Actor, paused ? "routing.pause" : "routing.resume", "routing");
        return Routing();
    }

    private AdminAnswer Routing() => AdminAnswer.Json(200, json => json.WriteBoolean("paused", state.Paused));
}
