namespace CodeRouter.Config;

/// <summary>
/// Keys of ours that are read and checked but that nothing acts on yet. A guard somebody relies on must not be silently absent,
/// so each is said at load until its part is built; then its line here goes.
/// </summary>
internal static class NotInForce
{
    private const string Remedy = "nothing changes in what passes; do not rely on it in this version";

    public static void Warn(Field root)
    {
        Say(root["advanced"]["semantic_cache"], IsOn, "only requests that are equal are answered from the cache, with cache.exact");
        Say(root["cache"]["semantic"], IsOn, "only requests that are equal are answered from the cache, with cache.exact");
        foreach (var decision in root["decisions"].Items())
        {
            foreach (var plugin in decision["plugins"].Items())
            {
                Say(plugin["type"], static type => type is "semantic-cache" or "response_cache", "only requests that are equal are answered from the cache, with cache.exact");
            }
        }
    }

    private static void Say(Field field, Func<string, bool> acts, string why)
    {
        if (field.IsScalar && field.Node?.Scalar is { } value && acts(value))
        {
            field.Warn($"accepted, not in force yet: {why}", Remedy);
        }
    }

    private static bool IsOn(string value) => value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
