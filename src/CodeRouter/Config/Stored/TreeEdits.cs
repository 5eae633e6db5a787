using System.Text.Json.Nodes;

namespace CodeRouter.Config.Stored;

/// <summary>What differs between the configuration in force and one as somebody wrote it: by item, and by single setting for all else.</summary>
internal static class TreeEdits
{
    private static readonly ConfigSection[] Sections = [ConfigSection.Models, ConfigSection.Channels, ConfigSection.ModelGroups, ConfigSection.Signals, ConfigSection.Decisions];

    public static IEnumerable<TreeChange> Between(ConfigNode before, ConfigNode after)
    {
        foreach (var section in Sections)
        {
            var had = section.ItemsOf(before).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, static i => NodeText.ToJson(i.Node), StringComparer.Ordinal);
            var has = section.ItemsOf(after).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, static i => NodeText.ToRawJson(i.Node), StringComparer.Ordinal);
            foreach (string gone in had.Keys.Where(n => !has.ContainsKey(n)))
            {
                yield return new TreeChange(section, gone, null);
            }

            foreach (var (name, item) in has)
            {
                // What stands there is compared masked: a mask that came back is no change, a credential written anew is.
                if (!JsonNode.DeepEquals(had.GetValueOrDefault(name), item))
                {
                    yield return new TreeChange(section, name, (JsonObject)item!);
                }
            }
        }

        foreach (var (path, value) in Settings(Rest(before), Rest(after), ""))
        {
            yield return new TreeChange(ConfigSection.Settings, path, new JsonObject { ["name"] = path, ["value"] = value is null ? null : NodeText.ToRawJson(value) });
        }
    }

    private static ConfigNode Rest(ConfigNode root)
    {
        foreach (var section in Sections)
        {
            root = Nodes.At(root, section.Path) is null ? root : Nodes.Replace(root, section.Path, Nodes.Empty);
        }

        return root;
    }

    private static IEnumerable<(string Path, ConfigNode? Value)> Settings(ConfigNode before, ConfigNode after, string at)
    {
        foreach (string key in before.Entries.Concat(after.Entries).Select(static e => e.Key).Distinct(StringComparer.Ordinal))
        {
            var (had, has) = (before[key], after[key]);
            string path = at.Length == 0 ? key : $"{at}.{key}";
            // A key with a point in it cannot be part of a path: the map it stands in goes as a whole.
            if (had is { Kind: ConfigNodeKind.Map } && has is { Kind: ConfigNodeKind.Map } && !had.Entries.Concat(has.Entries).Any(static e => e.Key.Contains('.', StringComparison.Ordinal)))
            {
                foreach (var inner in Settings(had, has, path))
                {
                    yield return inner;
                }
            }
            else if (!JsonNode.DeepEquals(had is null ? null : NodeText.ToJson(had), has is null ? null : NodeText.ToRawJson(has)))
            {
                yield return (path, has);
            }
        }
    }
}

/// <summary>One difference.</summary>
/// <param name="Item">As written; null where it is gone.</param>
internal sealed record TreeChange(ConfigSection Section, string Name, JsonObject? Item);
