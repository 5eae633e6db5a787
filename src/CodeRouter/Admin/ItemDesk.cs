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

        return Told(outcome, new OwnedItem("", [], ConfigOwner.Database, 0, false, false, null, null, 0));
    }

    private static Outcome<OwnedItem> Told(ConfigOutcome outcome, OwnedItem? item)
    {
        FieldProblem[] problems = [.. outcome.Problems.Select(static p => new FieldProblem(p.Path, p.Message, p.Remedy, p.Line))];
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
        var item = (JsonObject)json.DeepClone();
        item["name"] = name;
        return Apply(new EntryEdit(section.Id, name, desk.Row(section, name, item), seen), section, actor, summary, null);
    }

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
