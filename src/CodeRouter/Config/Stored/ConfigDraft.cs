using System.Text.Json.Nodes;
using CodeRouter.Core.Models;

namespace CodeRouter.Config.Stored;

/// <summary>A configuration as it would come into force: an origin with the store's rows laid over it, compiled.</summary>
/// <param name="Compiled">The settings, or what keeps it from giving any.</param>
/// <param name="Tree">The whole as one tree, credentials open: never shown unmasked.</param>
/// <param name="Entries">The rows.</param>
internal sealed record ConfigDraft(CompiledSettings Compiled, ConfigNode Tree, IReadOnlyList<StoredEntry> Entries)
{
    /// <summary>The rows' credentials that could not be opened: warnings, for the rest is in force.</summary>
    public IReadOnlyList<ConfigProblem> Lost { get; private init; } = [];

    /// <param name="listed">What channels answered when they were asked for their models, by channel.</param>
    /// <param name="box">Opens the rows' credentials; one sealed with another key is a warning and stays out.</param>
    public static ConfigDraft Of(ConfigOrigin origin, IReadOnlyList<StoredEntry> entries, IReadOnlyDictionary<string, IReadOnlyList<ListedModel>> listed, SecretBox box)
    {
        var lost = new List<string>();
        JsonNode? Open(StoredEntry entry)
        {
            var json = JsonNode.Parse(entry.Json);
            EntrySecrets.Open(json, box, $"{entry.Section}/{entry.Name}", lost);
            return json;
        }

        bool fromFile = origin.Text is not null;
        var document = fromFile ? ConfigDocument.Parse(origin.Text!) : null;
        if (entries.Count == 0 && !fromFile)
        {
            return new ConfigDraft(new CompiledSettings(Finished(origin, origin.Settings), []), SeedNodes.Of(origin.Settings), entries);
        }

        var tree = Overlay.Compose(fromFile ? document!.Root : null, entries, Open);
        var compiled = SettingsCompiler.Compile(
            document is { Root: null } ? document : ConfigDocument.Of(tree, document?.Problems ?? []),
            new CompileScope(Environment.GetEnvironmentVariable, origin.Catalog) { Listed = listed },
            fromFile ? null : SeedSettings.Models(origin.Settings, entries));
        ConfigProblem[] unopened =
        [
            .. lost.Select(static at => new ConfigProblem(false, at, 0, null, "this credential was sealed with another master key: requests go out without it", $"write it again, or start with the {SecretBox.Variable} or {SecretBox.FileName} it was sealed with")),
        ];
        ConfigProblem[] problems = [.. compiled.Problems, .. unopened];
        var settings = compiled.Settings is { } read ? fromFile ? read : SeedSettings.With(origin.Settings, read, entries) : null;
        return new ConfigDraft(
            new CompiledSettings(settings is null ? null : Finished(origin, settings with { Warnings = problems }), problems),
            fromFile ? tree : Overlay.Compose(SeedNodes.Of(origin.Settings), entries, Open),
            entries) { Lost = unopened };
    }

    /// <summary>The tree of an origin alone.</summary>
    public static ConfigNode TreeOf(ConfigOrigin origin) =>
        origin.Text is { } text ? ConfigDocument.Parse(text).Root ?? Nodes.Empty : SeedNodes.Of(origin.Settings);

    private static Settings Finished(ConfigOrigin origin, Settings settings) => origin.Finish?.Invoke(settings) ?? settings;
}
