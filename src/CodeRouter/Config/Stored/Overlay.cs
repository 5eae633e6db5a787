using System.Text.Json.Nodes;

namespace CodeRouter.Config.Stored;

/// <summary>The file's tree with the store's rows laid over it: a row takes the place of the file's item of that name, or removes it.</summary>
internal static class Overlay
{
    /// <summary>The member that says a row stands for "the file's item is not used".</summary>
    public const string Removed = "removed";

    /// <param name="open">The row's JSON with its credentials opened.</param>
    public static ConfigNode Compose(ConfigNode? file, IEnumerable<StoredEntry> entries, Func<StoredEntry, JsonNode?> open)
    {
        var root = file ?? Nodes.Empty;
        foreach (var entry in entries)
        {
            if (ConfigSection.Find(entry.Section) is not { } section)
            {
                continue;
            }

            var json = open(entry);
            root = section.Without(root, entry.Name);
            root = !IsRemoval(json) ? section.With(root, entry.Name, NodeText.FromJson(json))
                : section == ConfigSection.Models ? Unserved(root, entry.Name)
                : root;
        }

        return root;
    }

    // A channel that lists the model would bring it back.
    private static ConfigNode Unserved(ConfigNode root, string model)
    {
        if (Nodes.At(root, ConfigSection.Channels.Path) is not { } channels)
        {
            return root;
        }

        return Nodes.Replace(root, ConfigSection.Channels.Path, new ConfigNode
        {
            Kind = channels.Kind,
            Line = channels.Line,
            Items = [.. channels.Items.Select(channel => Nodes.LessWord(Nodes.LessWord(channel, "models", model), "model_map", model))],
        });
    }

    public static bool IsRemoval(JsonNode? json) => json is JsonObject map && map[Removed]?.GetValueKind() == System.Text.Json.JsonValueKind.True;
}
