namespace CodeRouter.Config;

/// <summary>
/// Reads <c>cache</c> and the dialect's <c>advanced</c> switches. A switch sets what a feature does by default;
/// the explicit key wins, and where the two disagree that is said.
/// </summary>
internal static class SwitchCompiler
{
    public static CacheSettings Cache(Field cache, Field advanced, ModelSet models)
    {
        cache.ExpectMap();
        var usual = new CacheSettings();
        bool shadow = cache["semantic"] is { IsScalar: true, Node.Scalar: { } word } && word.Trim().Equals("shadow", StringComparison.OrdinalIgnoreCase);
        var semantic = shadow ? true : cache["semantic"].Flag();
        var switched = advanced["semantic_cache"].Flag();
        Conflict(cache["semantic"], advanced["semantic_cache"], semantic, switched);
        return new CacheSettings
        {
            Exact = cache["exact"].Flag() ?? usual.Exact,
            Semantic = semantic ?? switched ?? usual.Semantic,
            Shadow = shadow,
            Similarity = cache["similarity"].Number(0, 1) ?? usual.Similarity,
            Embedder = cache["embedder"] is { Exists: true } embedder ? models.Resolve(embedder) : null,
            TtlSeconds = (int)(cache["ttl_seconds"].Integer(1, 31_536_000) ?? usual.TtlSeconds),
            MaxEntries = (int)(cache["max_entries"].Integer(1, 100_000_000) ?? usual.MaxEntries),
        };
    }

    public static bool ComplexityRaisesFloor(Field advanced)
    {
        _ = advanced["domain_classifier"].Flag();
        return advanced["complexity_scoring"].Flag() ?? false;
    }

    public static GuardAction Guard(Field explicitly, Field advanced, GuardAction on, GuardAction usual)
    {
        var action = GuardCompiler.Action(explicitly);
        var switched = advanced.Flag();
        Conflict(explicitly, advanced, action is null ? null : action is not (GuardAction.Off or GuardAction.Observe), switched);
        return action ?? switched switch
        {
            true => on,
            false => GuardAction.Off,
            null => usual,
        };
    }

    private static void Conflict(Field explicitly, Field advanced, bool? wanted, bool? switched)
    {
        if (wanted is { } a && switched is { } b && a != b)
        {
            advanced.Warn($"{advanced.Path} says {(b ? "on" : "off")}, {explicitly.Path} on line {explicitly.Line} says otherwise: {explicitly.Path} wins", $"take {advanced.Path} out");
        }
    }
}
