namespace CodeRouter.Config;

/// <summary>Keys the table of settings does not know: kept in the file, reported with their path and what they may have been meant as.</summary>
internal static class UnknownKeys
{
    private const int MaxReports = 200;

    // Where a file of a neighbouring tool is tried here, what takes the place of its models.
    private static readonly Dictionary<string, string> Neighbours = new(StringComparer.Ordinal)
    {
        ["model_list"] = "this is a file of LiteLLM's: write channels: [{name: NAME, kind: anthropic, access_key: \"${ANTHROPIC_API_KEY}\"}] and so on, or let a channel of kind litellm import the models of the running proxy",
        ["Providers"] = "this is a file of claude-code-router's: write channels: [{name: NAME, base_url: URL, access_key: KEY, models: [MODEL]}], and routing: phases: for its Router",
        ["targets"] = "this is a file of Portkey's: write channels: for its targets, and model_groups: with weights or fallback for its strategy",
    };

    private static readonly Lazy<Place> Root = new(BuildTree);

    public static void Check(ConfigNode document, CompileScope scope)
    {
        var reports = 0;
        Walk(document, Root.Value, "");

        void Walk(ConfigNode node, Place place, string path)
        {
            if (place.Open)
            {
                return;
            }

            foreach (var entry in node.Entries.DistinctBy(each => each.Key, StringComparer.Ordinal))
            {
                var here = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
                if (place.Child(entry.Key) is { } known)
                {
                    Walk(entry.Value, known, here);
                }
                else if (place.Children.Count > 0 && reports++ < MaxReports)
                {
                    scope.Problems.Add(new ConfigProblem(false, here, Math.Abs(entry.Line), null, $"the key '{entry.Key}' is not known here and has no effect",
                        path.Length == 0 && Neighbours.TryGetValue(entry.Key, out string? ours) ? ours : $"take it out{Closest.Hint(entry.Key, place.Children.Keys)}"));
                }
            }

            for (var i = 0; i < node.Items.Count && place.Item is { } item; i++)
            {
                Walk(node.Items[i], item, $"{path}[{i}]");
            }
        }
    }

    /// <summary>Whether a pattern of the compiler's stands in the table, or below a key that is kept as written.</summary>
    public static bool Knows(string pattern)
    {
        var place = Root.Value;
        foreach (var part in Parts(pattern))
        {
            if (place.Open)
            {
                return true;
            }

            if ((part == "[]" ? place.Item : place.Child(part)) is not { } next)
            {
                return false;
            }

            place = next;
        }

        return true;
    }

    private static Place BuildTree()
    {
        var root = new Place();
        foreach (var setting in SettingTable.All)
        {
            var place = root;
            foreach (var part in Parts(setting.Path))
            {
                place = part == "[]" ? place.Item ??= new Place() : place.Grow(part);
            }

            place.Open |= setting.Open;
        }

        return root;
    }

    private static string[] Parts(string path) => path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');

    private sealed class Place
    {
        public Dictionary<string, Place> Children { get; } = new(StringComparer.Ordinal);

        public Place? Item { get; set; }

        public bool Open { get; set; }

        public Place? Child(string key) => Children.GetValueOrDefault(key) ?? Children.GetValueOrDefault("*");

        public Place Grow(string key)
        {
            if (!Children.TryGetValue(key, out var child))
            {
                Children[key] = child = new Place();
            }

            return child;
        }
    }
}
