using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>The gateway's configuration for the demo: four simulated models, each to be had in all four formats.</summary>
public static class DemoConfiguration
{
    public const string Model = "coding-auto";

    public const string Baseline = "sim-strong";

    // How well the made-up models do at each phase; the differences are of the size that measured tables show.
    private static readonly Dictionary<string, string> Scores = new(StringComparer.Ordinal)
    {
        ["sim-local"] = "{plan: .40, implement: .48, debug: .35, test: .50, refactor: .45, document: .62, small_edit: .72, review: .40, explain: .55, chat_other: .65}",
        ["sim-cheap"] = "{plan: .58, implement: .66, debug: .52, test: .68, refactor: .62, document: .74, small_edit: .80, review: .58, explain: .70, chat_other: .76}",
        ["sim-balanced"] = "{plan: .74, implement: .77, debug: .70, test: .77, refactor: .75, document: .80, small_edit: .84, review: .74, explain: .79, chat_other: .80}",
        ["sim-strong"] = "{plan: .86, implement: .82, debug: .83, test: .80, refactor: .81, document: .81, small_edit: .85, review: .84, explain: .83, chat_other: .82}",
    };

    /// <summary>YAML for a provider at this address (scheme, host and port).</summary>
    public static string Yaml(Uri provider)
    {
        string root = provider.AbsoluteUri.TrimEnd('/');
        var yaml = new StringBuilder();
        yaml.Append("""
            version: v0.1
            name: demo
            description: "Simulated providers: nothing leaves this machine, nothing is charged"
            providers:
              models:

            """);
        foreach (var tier in TierProfile.All)
        {
            yaml.Append(CultureInfo.InvariantCulture, $$"""
                    - name: {{tier.Model}}
                      tier: {{tier.Tier.Name()}}
                      context_window: {{tier.ContextWindow}}
                      max_output: 32000
                      supports: [tools, vision, json_schema, reasoning]
                      quality_score: {{tier.Quality}}
                      scores: {{Scores[tier.Model]}}
                      pricing: {currency: USD, prompt_per_1m: {{tier.Prompt}}, cached_input_per_1m: {{tier.CachedInput}}, cache_write_per_1m: {{tier.CacheWrite}}, completion_per_1m: {{tier.Completion}}}

                """);
        }

        yaml.Append("  default_model: sim-balanced\nmodel_groups:\n  coding-auto: {routing: auto}\nchannels:\n");
        string models = string.Join(", ", TierProfile.All.Select(tier => tier.Model));
        foreach (var (name, format, path, priority) in Channels)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{name: {name}, kind: litellm, api_format: {format.ApiName()}, base_url: \"{root}{path}\", access_key: simulated, models: [{models}], priority: {priority}}}\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"routing: {{mode: route, preference: balanced, baseline_model: {Baseline}}}\naccess: {{require_keys: auto}}\n");
        return yaml.ToString();
    }

    // A proxy's kind: though they answer from this machine, only the model of the local tier stands for one that runs here.
    // The spare one takes over when the first Responses channel is overloaded once, as providers are.
    private static readonly (string Name, WireFormat Format, string Path, int Priority)[] Channels =
    [
        ("sim-openai", WireFormat.OpenAIChat, "/v1", 0),
        ("sim-responses", WireFormat.OpenAIResponses, "/v1", 0),
        ("sim-responses-spare", WireFormat.OpenAIResponses, "/v1", 1),
        ("sim-anthropic", WireFormat.AnthropicMessages, "/v1", 0),
        ("sim-gemini", WireFormat.Gemini, "/v1beta", 0),
    ];
}
