using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config.Stored;
using CodeRouter.Gateway;

namespace CodeRouter.Admin;

/// <summary>The configuration over HTTP: its items, its versions, and the whole of it.</summary>
internal static class ConfigEndpoints
{
    public static IEnumerable<AdminEndpoint> Of(ItemDesk items, ConfigDesk desk) =>
        ConfigSection.All.SelectMany(section => Items(items, section)).Concat(Whole(items, desk));

    public static void Members(Utf8JsonWriter json, OwnedItem item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("owner", item.Owner.ToString().ToLowerInvariant());
        json.WriteNumber("revision", item.Revision);
        json.WriteBoolean("shadows_file", item.Shadows);
        json.WriteBoolean("removed", item.Removed);
        if (item.Line > 0)
        {
            json.WriteNumber("line", item.Line);
        }

        if (item.ChangedAt is { } at)
        {
            json.WriteString("changed_at", at.UtcDateTime);
            json.WriteString("changed_by", item.ChangedBy);
        }

        json.WritePropertyName("item");
        item.Json.WriteTo(json);
    }

    private static IEnumerable<AdminEndpoint> Items(ItemDesk items, ConfigSection section)
    {
        string path = "/" + section.Id, one = path + "/{name}", tag = section.Id, id = string.Concat(section.Singular.Split(' ').Select(static w => char.ToUpperInvariant(w[0]) + w[1..]));
        AdminAnswer Done(OwnedItem item) => AdminAnswer.Json(200, json => Members(json, item)) with { Revision = item.Revision };
        AdminAnswer Of(Outcome<OwnedItem> outcome, string name) => AdminAnswer.Of(outcome, $"{section.Singular} {name}", item => AdminAnswer.Json(200, json =>
        {
            Members(json, item);
            AdminAnswer.Problems(json, "warnings", outcome.Problems);
        }) with { Revision = item.Revision });

        yield return new("GET", path, Role.Viewer, $"list{id}s", tag, $"Every {section.Singular} that is configured by itself, with who owns it", "ItemList",
            _ => ValueTask.FromResult(AdminAnswer.List(section.Id.Replace('-', '_'), items.List(section), Members)));
        yield return new("POST", path, Role.Admin, $"create{id}", tag, $"A new {section.Singular}, in the shape the configuration file gives it", "Item",
            call => Of(items.Create(section, call.Body, call.Actor), call.Body["name"]?.ToString() ?? "") is var made && made.Status == 200
                ? ValueTask.FromResult(made with { Status = 201 })
                : ValueTask.FromResult(made))
        { Request = "ItemInput", Success = 201 };
        yield return new("GET", one, Role.Viewer, $"get{id}", tag, $"One {section.Singular}", "Item",
            call => ValueTask.FromResult(items.Find(section, call.Route("name")) is { } item ? Done(item) : AdminAnswer.Missing($"{section.Singular} {call.Route("name")}")))
        { Revised = true };
        yield return new("PUT", one, Role.Admin, $"replace{id}", tag, $"Put another {section.Singular} in its place; one of the file's belongs to the database from then on", "Item",
            call => ValueTask.FromResult(Of(items.Replace(section, call.Route("name"), call.Body, call.Seen, call.Actor), call.Route("name"))))
        { Request = "ItemInput", Conditional = true };
        yield return new("PATCH", one, Role.Admin, $"change{id}", tag, "Change the members sent; null takes one out", "Item",
            call => ValueTask.FromResult(Of(items.Change(section, call.Route("name"), call.Body, call.Seen, call.Actor), call.Route("name"))))
        { Request = "ItemInput", Conditional = true };
        yield return new("DELETE", one, Role.Admin, $"remove{id}", tag, $"Remove a {section.Singular}; one of the file's is marked as not used", "Item",
            call => ValueTask.FromResult(Of(items.Remove(section, call.Route("name"), call.Seen, call.Actor), call.Route("name"))))
        { Conditional = true };
        yield return new("POST", one + "/reset", Role.Admin, $"reset{id}", tag, "Take it out of the database: where the file has one of that name, that counts again", "Item",
            call => ValueTask.FromResult(Of(items.Reset(section, call.Route("name"), call.Seen, call.Actor), call.Route("name"))))
        { Conditional = true };
    }

    private static IEnumerable<AdminEndpoint> Whole(ItemDesk items, ConfigDesk desk)
    {
        yield return new("GET", "/config", Role.Viewer, "getConfig", "configuration", "The whole configuration in force as YAML, credentials masked", "Config",
            _ => ValueTask.FromResult(AdminAnswer.Json(200, json =>
            {
                json.WriteNumber("generation", desk.Current.Generation);
                json.WriteString("yaml", desk.Text);
                AdminAnswer.Problems(json, "warnings", [.. desk.Current.Warnings.Select(static w => new FieldProblem(w.Path, w.Message, w.Remedy, w.Line))]);
            })));
        yield return new("PUT", "/config", Role.Admin, "replaceConfig", "configuration", "Make the configuration say what this YAML says: what differs belongs to the database from then on; credentials left masked stay", "Config",
            call => ValueTask.FromResult(Text(call, out var problem) is not { } yaml ? problem! : AdminAnswer.Of(items.ReplaceText(yaml, call.Actor), "the configuration", _ => AdminAnswer.Json(200, json =>
            {
                json.WriteNumber("generation", desk.Current.Generation);
                json.WriteString("yaml", desk.Text);
                AdminAnswer.Problems(json, "warnings", []);
            }))))
        { Request = "ConfigInput" };
        yield return new("POST", "/config/check", Role.Admin, "checkConfig", "configuration", "What is wrong with this YAML, and what it would change, without changing anything", "ConfigCheck",
            call => ValueTask.FromResult(Text(call, out var problem) is not { } yaml ? problem! : AdminAnswer.Json(200, json =>
            {
                AdminAnswer.Problems(json, "problems", items.TryText(yaml));
                Lines(json, desk.Text, yaml);
            })))
        { Request = "ConfigInput" };
        yield return new("GET", "/config/versions", Role.Viewer, "listConfigVersions", "configuration", "Every version there has been, newest first", "ConfigVersionList",
            call => ValueTask.FromResult(call.Page(out var problem) is var (limit, offset) ? AdminAnswer.List("versions", desk.Versions(limit, offset), Members) : problem!))
        { Query = Paging };
        yield return new("GET", "/config/versions/{number}", Role.Viewer, "getConfigVersion", "configuration", "One version, with its text", "ConfigVersion",
            call => ValueTask.FromResult(VersionOf(desk, call.Route("number")) is not { } version ? AdminAnswer.Missing($"version {call.Route("number")}") : AdminAnswer.Json(200, json =>
            {
                Members(json, version);
                json.WriteString("yaml", version.Text);
            })));
        yield return new("GET", "/config/diff", Role.Viewer, "diffConfig", "configuration", "What changed between two versions; without to, until now", "Diff",
            call => ValueTask.FromResult(Diff(desk, call)))
        { Query = [("from", "Number of the earlier version"), ("to", "Number of the later one")] };
        yield return new("POST", "/config/versions/{number}/rollback", Role.Admin, "rollBackConfig", "configuration", "Bring the database's part of an earlier version back, as a new version", "RolledBack",
            call => ValueTask.FromResult(long.TryParse(call.Route("number"), out long number)
                ? AdminAnswer.Of(items.Rollback(number, call.Actor), $"version {number}", _ => AdminAnswer.Json(200, json =>
                {
                    json.WriteNumber("rolled_back_to", number);
                    json.WriteNumber("generation", desk.Current.Generation);
                }))
                : AdminAnswer.Missing($"version {call.Route("number")}")));
    }

    public static readonly IReadOnlyList<(string Name, string Says)> Paging = [("limit", "At most so many, 1 to 1000: 100 unless said; fewer come only from the last page"), ("offset", "Leaving out so many of the newest")];

    private static void Members(Utf8JsonWriter json, ConfigVersion version)
    {
        json.WriteNumber("number", version.Number);
        json.WriteString("at", version.At.UtcDateTime);
        json.WriteString("actor", version.Actor);
        json.WriteString("summary", version.Summary);
    }

    private static ConfigVersion? VersionOf(ConfigDesk desk, string number) => long.TryParse(number, out long known) ? desk.Version(known) : null;

    private static AdminAnswer Diff(ConfigDesk desk, AdminCall call)
    {
        if (call.Query("from") is not { } from)
        {
            return AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, "from is missing. Name the number of an earlier version; GET /admin/v1/config/versions lists them."));
        }

        string? to = call.Query("to");
        var before = VersionOf(desk, from);
        string? after = to is null ? desk.Text : VersionOf(desk, to)?.Text;
        return before is null || after is null ? AdminAnswer.Missing($"version {(before is null ? from : to)}") : AdminAnswer.Json(200, json =>
        {
            json.WriteNumber("from", before.Number);
            json.WriteString("to", to ?? "now");
            Lines(json, before.Text, after);
        });
    }

    private static string? Text(AdminCall call, out AdminAnswer? problem)
    {
        string? yaml = call.Body is { Count: 1 } && call.Body["yaml"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out string? text) ? text : null;
        problem = yaml is not null ? null : AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidValue, "The body has to be {\"yaml\": \"…\"} and nothing else. Send the whole configuration as text there."));
        return yaml;
    }

    private static void Lines(Utf8JsonWriter json, string before, string after)
    {
        json.WriteStartArray("lines");
        foreach (var line in TextDiff.Of(before, after))
        {
            if (line.Kind != DiffKind.Same)
            {
                json.WriteStringValue((line.Kind == DiffKind.Added ? "+" : "-") + line.Text);
            }
        }

        json.WriteEndArray();
    }
}
