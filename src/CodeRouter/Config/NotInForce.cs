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
        Say(root["advanced"]["semantic_cache"], IsOn, "no answer is cached yet");
        Say(root["cache"]["exact"], IsOn, "no answer is cached yet");
        Say(root["cache"]["semantic"], IsOn, "no answer is cached yet");
        foreach (var decision in root["decisions"].Items())
        {
            foreach (var plugin in decision["plugins"].Items())
            {
                Say(plugin["type"], static type => type is "semantic-cache" or "response_cache", "no answer is cached yet");
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
