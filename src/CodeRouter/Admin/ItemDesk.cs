using System.Text.Json.Nodes;
using CodeRouter.Config;
using CodeRouter.Config.Stored;

namespace CodeRouter.Admin;

/// <summary>
/// Channels, models, model groups, signals, decisions and settings, item by item: each change is checked whole, becomes a version and is
/// noted. An item of the file that is changed here belongs to the database from then on; taken out of the database, it is the file's again.
/// </summary>
public sealed class ItemDesk(ConfigDesk desk, AuditLog audit)
{
    public IReadOnlyList<OwnedItem> List(ConfigSection section) => desk.Items(section);

    public OwnedItem? Find(ConfigSection section, string name) => desk.Items(section).FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.Ordinal));

    public Outcome<OwnedItem> Create(ConfigSection section, JsonObject json, Actor actor)
    {
        if (json["name"] is not JsonValue value || !value.TryGetValue(out string? name) || string.IsNullOrWhiteSpace(name) || name.Length > 200 || name.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            return Outcome<OwnedItem>.Invalid([new FieldProblem("name", "a name is missing", $"name the {section.Singular}, in at most 200 characters")]);
        }

        var there = Find(section, name.Trim());
        return there is { Removed: false } ? Outcome<OwnedItem>.Not(OutcomeKind.Exists)
            : Keep(section, name.Trim(), json, there?.Revision ?? 0, actor, $"New {section.Singular} {name.Trim()}");
    }

    /// <summary>Puts another item in its place.</summary>
    public Outcome<OwnedItem> Replace(ConfigSection section, string name, JsonObject json, long? seen, Actor actor) =>
        Keep(section, name, json, seen, actor, $"Change {section.Singular} {name}");

    /// <summary>
    /// What the configuration would be with this item in place, without changing it; the problems that keep it from being one. A stored
    /// credential that would not go along to another address counts as one: whoever saves shall not lose it unknowingly.
    /// </summary>
    public (Settings? Settings, IReadOnlyList<FieldProblem> Problems) Try(ConfigSection section, string name, JsonObject json)
    {
        var item = (JsonObject)json.DeepClone();
        item["name"] = name;
        string row = desk.Row(section, name, item, out var dropped);
        var tried = desk.Try([new EntryEdit(section.Id, name, row, null)]);
        FieldProblem[] lost = [.. dropped.Select(static at => new FieldProblem(at, "the stored credential belongs to the address it was written for", "write it again for the new address"))];
        return (lost.Length > 0 ? null : tried.Settings, [.. lost, .. tried.Errors.Select(Problem)]);
    }

    /// <summary>The whole configuration as text: what differs from what is in force is changed, all or nothing.</summary>
    public Outcome<OwnedItem> ReplaceText(string yaml, Actor actor)
    {
        var document = ConfigDocument.Parse(yaml);
        if (document.Root is null || document.Problems.Any(static p => p.IsError))
        {
            return Outcome<OwnedItem>.Invalid([.. document.Problems.Select(Problem)]);
        }

        var edits = desk.EditsTo(document.Root);
        if (edits.Count == 0)
        {
            return Outcome<OwnedItem>.Done(Nothing);
        }

        string what = string.Join(", ", edits.Take(5).Select(static e => $"{e.Section}/{e.Name}")) + (edits.Count > 5 ? $" and {edits.Count - 5} more" : "");
        var outcome = desk.Apply(edits, actor.Name, $"Edit as text: {what}");
        if (outcome.Kind == ConfigOutcomeKind.Done)
        {
            audit.Note(actor, "config.change", "configuration", $"Edit as text: {what}");
        }

        return Told(outcome, Nothing);
    }

    /// <summary>What is wrong with a whole configuration as text; nothing where it may come into force.</summary>
    public IReadOnlyList<FieldProblem> TryText(string yaml)
    {
        var document = ConfigDocument.Parse(yaml);
        return document.Root is null || document.Problems.Any(static p => p.IsError)
            ? [.. document.Problems.Select(Problem)]
            : [.. desk.Try(desk.EditsTo(document.Root)).Errors.Select(Problem)];
    }

    /// <summary>What the configuration would be with some settings put over it, without changing it.</summary>
    /// <param name="yaml">Only what differs; empty for nothing.</param>
    public (Settings? Settings, IReadOnlyList<FieldProblem> Problems) TryPatch(string yaml)
    {
        if (string.IsNullOrWhiteSpace(yaml))
        {
            return (desk.Current, []);
        }

        var document = ConfigDocument.Parse(yaml);
        if (document.Root is null || document.Problems.Any(static p => p.IsError))
        {
            return (null, [.. document.Problems.Select(Problem)]);
        }

        var tried = desk.Try([.. Leaves(document.Root, "").Select(static l => new EntryEdit(ConfigSection.Settings.Id, l.Path, new JsonObject { ["name"] = l.Path, ["value"] = NodeText.ToJson(l.Value) }.ToJsonString(), null))]);
        return (tried.Settings, [.. tried.Errors.Select(Problem)]);
    }

    /// <summary>Several settings at once, all or nothing, by their paths.</summary>
    public Outcome<OwnedItem> Set(IReadOnlyList<(string Path, JsonNode Value)> settings, Actor actor)
    {
        if (settings.Count == 0)
        {
            return Outcome<OwnedItem>.Done(Nothing);
        }

        string what = "Set " + string.Join(", ", settings.Select(static s => s.Path));
        EntryEdit[] edits = [.. settings.Select(s => new EntryEdit(ConfigSection.Settings.Id, s.Path, desk.Row(ConfigSection.Settings, s.Path, new JsonObject { ["name"] = s.Path, ["value"] = s.Value.DeepClone() }, out _), null))];
        var outcome = desk.Apply(edits, actor.Name, what);
        if (outcome.Kind == ConfigOutcomeKind.Done)
        {
            audit.Note(actor, "config.change", "settings", what);
        }

        return Told(outcome, Nothing);
    }

    private static IEnumerable<(string Path, ConfigNode Value)> Leaves(ConfigNode node, string at) =>
        node.Entries.SelectMany(e => e.Value is { Kind: ConfigNodeKind.Map, Entries.Count: > 0 } && !e.Value.Entries.Any(static inner => inner.Key.Contains('.', StringComparison.Ordinal))
            ? Leaves(e.Value, $"{at}{e.Key}.")
            : [($"{at}{e.Key}", e.Value)]);

    /// <summary>Changes the members given, keeps the others; null takes one out.</summary>
    public Outcome<OwnedItem> Change(ConfigSection section, string name, JsonObject patch, long? seen, Actor actor)
    {
        if (Find(section, name) is not { } before)
        {
            return Outcome<OwnedItem>.Not(OutcomeKind.Missing);
        }

        return Keep(section, name, MergePatch.Apply(before.Json, patch), seen ?? before.Revision, actor, $"Change {section.Singular} {name}");
    }

    /// <summary>Takes the item away. One of the file's cannot be deleted from here: a row says that it is not used.</summary>
    public Outcome<OwnedItem> Remove(ConfigSection section, string name, long? seen, Actor actor)
    {
        if (Find(section, name) is not { Removed: false } before)
        {
            return Outcome<OwnedItem>.Not(OutcomeKind.Missing);
        }

        bool elsewhere = before.Owner != ConfigOwner.Database || before.Shadows;
        var edit = new EntryEdit(section.Id, name, elsewhere ? new JsonObject { ["removed"] = true }.ToJsonString() : null, seen ?? before.Revision);
        return Apply(edit, section, actor, $"Remove {section.Singular} {name}", before);
    }

    /// <summary>Takes the row away: where the file has such an item, it counts again.</summary>
    public Outcome<OwnedItem> Reset(ConfigSection section, string name, long? seen, Actor actor) =>
        Find(section, name) is not { Owner: ConfigOwner.Database } before
            ? Outcome<OwnedItem>.Not(OutcomeKind.Missing)
            : Apply(new EntryEdit(section.Id, name, null, seen ?? before.Revision), section, actor, $"Take {section.Singular} {name} out of the database", before);

    public Outcome<OwnedItem> Rollback(long version, Actor actor)
    {
        var outcome = desk.Rollback(version, actor.Name);
        if (outcome.Kind == ConfigOutcomeKind.Done)
        {
            audit.Note(actor, "config.rollback", $"version {version}");
        }

        return Told(outcome, Nothing);
    }

    private static OwnedItem Nothing => new("", [], ConfigOwner.Database, 0, false, false, null, null, 0);

    private static FieldProblem Problem(ConfigProblem problem) => new(problem.Path, problem.Message, problem.Remedy, problem.Line);

    private static Outcome<OwnedItem> Told(ConfigOutcome outcome, OwnedItem? item)
    {
        FieldProblem[] problems = [.. outcome.Problems.Select(Problem)];
        return outcome.Kind switch
        {
            ConfigOutcomeKind.Done => Outcome<OwnedItem>.Done(item!, problems),
            ConfigOutcomeKind.Stale => Outcome<OwnedItem>.Not(OutcomeKind.Stale),
            ConfigOutcomeKind.Missing => Outcome<OwnedItem>.Not(OutcomeKind.Missing),
            _ => Outcome<OwnedItem>.Invalid(problems),
        };
    }

    private Outcome<OwnedItem> Keep(ConfigSection section, string name, JsonObject json, long? seen, Actor actor, string summary)
    {
        if (section == ConfigSection.Settings && Unlike(json) is { } problem)
        {
            return Outcome<OwnedItem>.Invalid([problem]);
        }

        var item = (JsonObject)json.DeepClone();
        item["name"] = name;
        return Apply(new EntryEdit(section.Id, name, desk.Row(section, name, item, out _), seen), section, actor, summary, null);
    }

    // A setting is no item of the file that may hold more than is known here: it is a path and what stands there.
    private static FieldProblem? Unlike(JsonObject setting) =>
        setting.Select(static m => m.Key).FirstOrDefault(static key => key is not ("name" or "value")) is { } unknown ? new FieldProblem(unknown, $"'{unknown}' is not known here", "send {\"value\": …}")
        : setting.ContainsKey("value") ? null
        : new FieldProblem("value", "a value is missing", "send {\"value\": …}");

    private Outcome<OwnedItem> Apply(EntryEdit edit, ConfigSection section, Actor actor, string summary, OwnedItem? gone)
    {
        var outcome = desk.Apply([edit], actor.Name, summary);
        if (outcome.Kind == ConfigOutcomeKind.Done)
        {
            audit.Note(actor, "config.change", $"{section.Id}/{edit.Name}", summary);
        }

        return Told(outcome, outcome.Kind == ConfigOutcomeKind.Done ? Find(section, edit.Name) ?? gone : null);
    }
}
