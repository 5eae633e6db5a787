using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Signals;

namespace CodeRouter.Gateway;

/// <summary>What the cache is to do for one request: as configured, and as the matched rule's plugins say.</summary>
internal static class CacheWish
{
    public static CacheSettings Of(Exchange exchange)
    {
        var settings = exchange.Snapshot.Settings.Cache;
        foreach (var plugin in RulePlugins.Of(exchange))
        {
            bool on = plugin.Options.Flag("enabled", true);
            settings = plugin.Type switch
            {
                "semantic-cache" => settings with { Semantic = on, Shadow = on && settings.Shadow },
                "response_cache" => plugin.Options.Text("mode") switch
                {
                    "exact" => settings with { Exact = on, Semantic = false, Shadow = false },
                    _ => settings with { Exact = on, Semantic = on, Shadow = on && settings.Shadow },
                },
                _ => settings,
            };
            if (plugin.Type is "semantic-cache" or "response_cache")
            {
                settings = settings with
                {
                    Similarity = Math.Clamp(plugin.Options.Number("similarity_threshold", settings.Similarity), 0, 1),
                    TtlSeconds = (int)Math.Clamp(plugin.Options.Number("ttl_seconds", settings.TtlSeconds), 1, 31_536_000),
                };
            }
        }

        return settings;
    }
}
