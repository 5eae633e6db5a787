namespace CodeRouter.Bench;

/// <summary>
/// The gateway's configuration for the bench: routing, headers and ledger as they come, nothing switched off.
/// The models of the memory tests are named explicitly; their prices keep the router from ever choosing them by itself.
/// </summary>
internal static class GatewayConfiguration
{
    public static string Yaml(Uri upstream) => $$$"""
        version: v0.1
        name: bench
        providers:
          models:
            - {name: cheap, upstream_model: bench-2k, tier: cheap, quality_score: 0.6, pricing: {currency: USD, prompt_per_1m: 0.25, completion_per_1m: 2}}
            - {name: strong, upstream_model: bench-2k, tier: strong, quality_score: 0.9, pricing: {currency: USD, prompt_per_1m: 5, completion_per_1m: 25}}
            - {name: via-sleep-3000, upstream_model: sleep-3000, tier: strong, quality_score: 0.01, pricing: {currency: USD, prompt_per_1m: 100000, completion_per_1m: 100000}}
            - {name: via-big-100, upstream_model: big-100, tier: strong, quality_score: 0.01, pricing: {currency: USD, prompt_per_1m: 100000, completion_per_1m: 100000}}
          default_model: cheap
        model_groups:
          coding-auto: {routing: auto}
        channels:
          - {name: upstream, api_format: openai, base_url: "{{{upstream.AbsoluteUri.TrimEnd('/')}}}/v1", access_key: simulated, models: [cheap, strong, via-sleep-3000, via-big-100], model_map: {cheap: bench-2k, strong: bench-2k, via-sleep-3000: sleep-3000, via-big-100: big-100}}
        access: {require_keys: false}

        """;
}
