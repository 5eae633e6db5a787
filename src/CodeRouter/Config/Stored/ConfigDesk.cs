using System.Text.Json.Nodes;
using CodeRouter.Core.Models;

namespace CodeRouter.Config.Stored;

/// <summary>
/// The configuration in force, and the one place it is changed: the file's or what was found, with the store's rows laid over it. A
/// change is compiled before it is kept, so that nothing broken comes into force; each is a version. Safe for several threads.
/// </summary>
public sealed class ConfigDesk : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.7);

    private readonly IConfigStore _store;
    private readonly SecretBox _box;
    private readonly TimeProvider _clock;
    private readonly SettingsHolder _inForce;
    private readonly Lock _changing = new();
    private ConfigOrigin _origin;
    private ConfigNode _file;
    private IReadOnlyList<StoredEntry> _entries = [];
    private IReadOnlyDictionary<string, IReadOnlyList<ListedModel>> _listed = new Dictionary<string, IReadOnlyList<ListedModel>>(StringComparer.Ordinal);
    private ConfigNode _tree;
    private long _generation = -1;
    private ITimer? _timer;
    private Settings? _started;

    public ConfigDesk(ConfigOrigin origin, IConfigStore store, SecretBox box, TimeProvider clock)
    {
        (_origin, _store, _box, _clock) = (origin, store, box, clock);
        _inForce = new SettingsHolder(origin.Settings);
        _file = ConfigDraft.TreeOf(origin);
        _tree = _file;
    }

    /// <summary>Raised after each change came into force, outside any lock.</summary>
    public event Action<Settings>? Changed;

    public Settings Current => _inForce.Current;

    /// <summary>The whole configuration in force as YAML, credentials masked.</summary>
    public string Text
    {
        get
        {
            lock (_changing)
            {
                return NodeText.ToYaml(_tree);
            }
        }
    }

    /// <summary>
    /// Lays the store's rows over the origin. Where that does not compile the origin alone comes into force. Tells what is wrong: errors, and
    /// as warnings credentials that cannot be opened with the master key there is.
    /// </summary>
    public IReadOnlyList<ConfigProblem> Start()
    {
        lock (_changing)
        {
            (_generation, _entries) = (_store.Generation(), _store.Load());
            IReadOnlyList<ConfigProblem> wrong = [];
            if (_entries.Count > 0)
            {
                var draft = Compile(_origin, _entries);
                if (draft.Compiled.Settings is { } settings)
                {
                    Use(draft, settings);
                }

                wrong = [.. draft.Compiled.Errors, .. draft.Lost];
            }

            _started = Current;
            return wrong;
        }
    }

    /// <summary>Takes over what other gateways change from now on.</summary>
    public void Watch() => _timer ??= _clock.CreateTimer(_ => LookQuietly(), null, Interval, Interval);

    /// <summary>The file says something else now, or something else was found. With errors the old configuration stays in force.</summary>
    public CompiledSettings ChangeOrigin(ConfigOrigin origin)
    {
        ConfigDraft draft;
        lock (_changing)
        {
            draft = Compile(origin, _entries);
            if (draft.Compiled.Settings is { } settings)
            {
                (_origin, _file) = (origin, ConfigDraft.TreeOf(origin));
                Use(draft, settings);
            }
        }

        if (draft.Compiled.Settings is null)
        {
            return draft.Compiled;
        }

        Changed?.Invoke(Current);
        return draft.Compiled with { Settings = Current };
    }

    /// <summary>
    /// What channels answered when they were asked for their models, by channel: in force from now on. Where it does not compile, what was
    /// known before stays.
    /// </summary>
    public CompiledSettings TakeLists(IReadOnlyDictionary<string, IReadOnlyList<ListedModel>> listed)
    {
        ConfigDraft draft;
        lock (_changing)
        {
            var before = _listed;
            _listed = listed;
            draft = Compile(_origin, _entries);
            if (draft.Compiled.Settings is not { } settings)
            {
                _listed = before;
                return draft.Compiled;
            }

            Use(draft, settings);
        }

        Changed?.Invoke(Current);
        return draft.Compiled;
    }

    /// <summary>A change of rows: compiled, kept as a version, in force. All or nothing.</summary>
    public ConfigOutcome Apply(IReadOnlyList<EntryEdit> edits, string actor, string summary)
    {
        ConfigOutcome outcome;
        lock (_changing)
        {
            outcome = Keep(edits, actor, summary);
        }

        if (outcome.Kind == ConfigOutcomeKind.Done)
        {
            Changed?.Invoke(Current);
        }

        return outcome;
    }

    /// <summary>What a change would come to, without making it: the settings it gives, or what keeps it from giving any.</summary>
    public CompiledSettings Try(IReadOnlyList<EntryEdit> edits)
    {
        lock (_changing)
        {
            return Compile(_origin, Edited(edits, "nobody")).Compiled;
        }
    }

    /// <summary>The changes that make the configuration in force say what a text says, each item and setting on its own.</summary>
    /// <param name="root">The text's tree; credentials that are masked in it stay as they are.</param>
    public IReadOnlyList<EntryEdit> EditsTo(ConfigNode root)
    {
        ConfigNode tree;
        lock (_changing)
        {
            tree = _tree;
        }

        return
        [
            .. TreeEdits.Between(tree, root).Select(c =>
            {
                var (seen, isElsewhere) = Standing(c.Section, c.Name);
                return new EntryEdit(
                    c.Section.Id,
                    c.Name,
                    c.Item is { } item ? Row(c.Section, c.Name, item, out _) : isElsewhere ? new JsonObject { [Overlay.Removed] = true }.ToJsonString() : null,
                    seen);
            }),
        ];
    }

    /// <summary>The rows of an earlier version come back, as a new version; what the file says stays the file's.</summary>
    public ConfigOutcome Rollback(long number, string actor)
    {
        if (Version(number) is not { } version)
        {
            return new ConfigOutcome(ConfigOutcomeKind.Missing, []);
        }

        var rows = VersionRows.Read(version.Entries);
        IReadOnlyList<StoredEntry> now;
        lock (_changing)
        {
            now = _entries;
        }

        EntryEdit[] edits =
        [
            .. now.Where(e => !rows.Any(r => r.Section == e.Section && r.Name == e.Name)).Select(static e => new EntryEdit(e.Section, e.Name, null, e.Revision)),
            .. rows.Where(r => !now.Any(e => e.Section == r.Section && e.Name == r.Name && e.Json == r.Json)).Select(static r => new EntryEdit(r.Section, r.Name, r.Json, null)),
        ];
        return Apply(edits, actor, $"Roll back to version {number}");
    }

    /// <summary>The items of a section, with who owns each.</summary>
    public IReadOnlyList<OwnedItem> Items(ConfigSection section)
    {
        lock (_changing)
        {
            if (section == ConfigSection.Settings)
            {
                return [.. _entries.Where(e => e.Section == section.Id).Select(e => Owned(e.Name, NodeText.FromJson(JsonNode.Parse(e.Json)), e))];
            }

            var inForce = section.ItemsOf(_tree).Select(i => Owned(i.Name, i.Node, RowOf(section, i.Name)));
            var removed = _entries.Where(e => e.Section == section.Id && Overlay.IsRemoval(JsonNode.Parse(e.Json)))
                .Select(e => Owned(e.Name, section.ItemsOf(_file).FirstOrDefault(i => i.Name == e.Name)?.Node ?? Nodes.Empty, e) with { Removed = true });
            return [.. inForce, .. removed];
        }

        OwnedItem Owned(string name, ConfigNode node, StoredEntry? row) => new(
            name,
            NodeText.ToJson(node) as JsonObject ?? [],
            row is not null ? ConfigOwner.Database : _origin.Text is not null ? ConfigOwner.File : ConfigOwner.Found,
            row?.Revision ?? 0,
            row is not null && section.ItemsOf(_file).Any(i => i.Name == name),
            Removed: false,
            row?.ChangedAt,
            row?.ChangedBy,
            node.Line);
    }

    /// <summary>The row an item would become: its credentials sealed, those that came back masked taken over from what is there now.</summary>
    /// <param name="json">The item as somebody wrote it.</param>
    /// <param name="dropped">Paths of stored credentials that were not taken over, because they belong to another address.</param>
    public string Row(ConfigSection section, string name, JsonObject json, out IReadOnlyList<string> dropped)
    {
        JsonNode? before;
        lock (_changing)
        {
            before = RowOf(section, name) is { } row ? JsonNode.Parse(row.Json)
                : section == ConfigSection.Settings ? Nodes.At(_file, name.Split('.')) is { } value ? new JsonObject { ["value"] = NodeText.ToRawJson(value) } : null
                : section.ItemsOf(_file).FirstOrDefault(i => i.Name == name)?.Node is { } node ? NodeText.ToRawJson(node)
                : null;
        }

        // A credential goes with its address: pointed elsewhere, it has to be written again, or whoever may edit could have it sent to himself.
        bool isSamePlace = Addresses(json).All(Addresses(before).Contains);
        string place = $"{section.Id}/{name}";
        dropped = isSamePlace ? [] : EntrySecrets.Masked(json, before, place);
        EntrySecrets.Seal(json, isSamePlace ? before : null, _box, place);
        return json.ToJsonString();
    }

    public IReadOnlyList<ConfigVersion> Versions(int limit, int offset) => _store.Versions(limit, offset);

    /// <summary>One of those kept; 0 is what was before the first of them, the file alone as it is now.</summary>
    public ConfigVersion? Version(long number)
    {
        if (number != 0)
        {
            return _store.Version(number);
        }

        lock (_changing)
        {
            return new ConfigVersion(0, _clock.GetUtcNow(), "the file", "The file alone, without what the database has", VersionRows.Write([]), NodeText.ToYaml(_file));
        }
    }

    public void Dispose() => _timer?.Dispose();

    private static HashSet<string> Addresses(JsonNode? json) => json switch
    {
        JsonObject map => [.. map.Where(static m => m.Key is "base_url" or "endpoint").Select(static m => m.Value?.ToString() ?? ""), .. map.SelectMany(static m => Addresses(m.Value))],
        JsonArray list => [.. list.SelectMany(Addresses)],
        _ => [],
    };

    private StoredEntry? RowOf(ConfigSection section, string name) =>
        _entries.FirstOrDefault(e => e.Section == section.Id && string.Equals(e.Name, name, StringComparison.Ordinal));

    /// <summary>The revision of an item's row, 0 without one, and whether the item would be there without it.</summary>
    private (long Revision, bool IsElsewhere) Standing(ConfigSection section, string name)
    {
        lock (_changing)
        {
            return (RowOf(section, name)?.Revision ?? 0, section.ItemsOf(_file).Any(i => i.Name == name));
        }
    }

    private ConfigOutcome Keep(IReadOnlyList<EntryEdit> edits, string actor, string summary)
    {
        if (edits.Any(e => e.Seen is { } seen && seen != (_entries.FirstOrDefault(r => r.Section == e.Section && r.Name == e.Name)?.Revision ?? 0)))
        {
            return new ConfigOutcome(ConfigOutcomeKind.Stale, []);
        }

        var next = Edited(edits, actor);
        var draft = Compile(_origin, next);
        if (draft.Compiled.Settings is not { } settings)
        {
            return new ConfigOutcome(ConfigOutcomeKind.Invalid, [.. draft.Compiled.Errors]);
        }

        var version = new ConfigVersion(0, _clock.GetUtcNow(), actor, summary, VersionRows.Write(next), NodeText.ToYaml(draft.Tree));
        if (!_store.Apply(edits, version))
        {
            Look();
            return new ConfigOutcome(ConfigOutcomeKind.Stale, []);
        }

        _generation = _store.Generation();
        Use(draft with { Entries = _store.Load() }, settings);
        return new ConfigOutcome(ConfigOutcomeKind.Done, [.. draft.Compiled.Warnings.Where(static w => w.Line == 0)]);
    }

    private List<StoredEntry> Edited(IReadOnlyList<EntryEdit> edits, string actor)
    {
        var next = _entries.ToList();
        foreach (var edit in edits)
        {
            int at = next.FindIndex(e => e.Section == edit.Section && string.Equals(e.Name, edit.Name, StringComparison.Ordinal));
            var row = edit.Json is null ? null : new StoredEntry(edit.Section, edit.Name, edit.Json, at < 0 ? 1 : next[at].Revision + 1, _clock.GetUtcNow(), actor);
            if (at >= 0)
            {
                next.RemoveAt(at);
            }

            if (row is not null)
            {
                next.Insert(at < 0 ? next.Count : at, row);
            }
        }

        return next;
    }

    private ConfigDraft Compile(ConfigOrigin origin, IReadOnlyList<StoredEntry> entries)
    {
        var draft = ConfigDraft.Of(origin, entries, _listed, _box);
        if (_started is null || draft.Compiled.Settings is not { } settings || StartOnly.Changed(_started, settings) is not { Count: > 0 } waiting)
        {
            return draft;
        }

        ConfigProblem[] problems = [.. draft.Compiled.Problems, .. waiting];
        return draft with { Compiled = new CompiledSettings(settings with { Warnings = problems }, problems) };
    }

    private void Use(ConfigDraft draft, Settings settings)
    {
        (_entries, _tree) = (draft.Entries, draft.Tree);
        _inForce.Replace(settings);
    }

    private bool Look()
    {
        long generation = _store.Generation();
        if (generation == _generation)
        {
            return false;
        }

        var draft = Compile(_origin, _store.Load());
        _generation = generation;
        if (draft.Compiled.Settings is not { } settings)
        {
            return false;
        }

        Use(draft, settings);
        return true;
    }

    /// <summary>Takes over what another gateway changed, if it did.</summary>
    public void LookQuietly()
    {
        if (!_changing.TryEnter())
        {
            // A look is under way, perhaps at a store that hangs: more of them would only take threads from requests.
            return;
        }

        bool changed;
        try
        {
            changed = Look();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            // What is known goes on counting; the next look is a moment away, and health reports the database.
            return;
        }
        finally
        {
            _changing.Exit();
        }

        if (changed)
        {
            Changed?.Invoke(Current);
        }
    }
}
