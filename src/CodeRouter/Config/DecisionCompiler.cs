using CodeRouter.Core.Decisions;
using CodeRouter.Core.Signals;

namespace CodeRouter.Config;

/// <summary>Reads <c>decisions</c>: rules, the models they lead to, how one is picked and what is done besides.</summary>
/// <param name="defaultEffort">How hard a model thinks that is to reason and says no effort of its own; null where the file does not say.</param>
internal sealed class DecisionCompiler(RuleCompiler rules, ModelSet models, string? defaultEffort)
{
    private static readonly string[] Selectors = ["static", "latency_aware", "multi_factor", "elo", "thompson", "hybrid"];

    private static readonly string[] NotRun = ["confidence", "concurrent", "ratings", "remom", "fusion", "workflows", "router_dc", "automix", "gmtrouter", "router_r1", "prompt", "knn", "kmeans", "svm", "mlp", "routing_sampling"];

    private static readonly string[] Plugins = ["system_prompt", "header_mutation", "request_params", "fast_response", "semantic-cache", "response_cache", "router_replay"];

    private static readonly string[] PluginsNotRun = ["memory", "rag", "hallucination", "tools", "tool_selection", "context_compression", "response_jailbreak", "content-safety", "image_gen", "jailbreak", "pii"];

    public IReadOnlyList<ReadRule> Read(Field decisions)
    {
        var compiled = new List<ReadRule>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var decision in decisions.Items())
        {
            if (!decision.ExpectMap() || decision["name"].Required("name the decision: headers and the dashboard show it") is not { } name)
            {
                continue;
            }

            if (!names.Add(name))
            {
                decision["name"].Error($"a decision named '{name}' already stands above", "give each decision its own name");
            }

            if (Rule(decision, name) is { } rule)
            {
                compiled.Add(new ReadRule(rule, decision));
            }
        }

        return compiled;
    }

    private DecisionRule? Rule(Field decision, string name)
    {
        var condition = rules.Read(decision["rules"]);
        var references = References(decision["modelRefs"]);
        var (algorithm, options) = Algorithm(decision["algorithm"]);
        var plugins = ReadPlugins(decision["plugins"]);
        foreach (var key in (string[])["emits", "adaptations", "output_contract", "candidateIterations"])
        {
            NotExecuted.Warn(decision[key], "the gateway has no such step");
        }

        _ = decision["annotations"];
        var rule = new DecisionRule
        {
            Name = name,
            Description = decision["description"].Text(),
            Priority = (int)(decision["priority"].Integer(int.MinValue, int.MaxValue) ?? 0),
            Tier = (int)(decision["tier"].Integer(0, 1_000_000) ?? 0),
            Condition = condition ?? new RuleNode.All([]),
            Models = references,
            Algorithm = algorithm,
            AlgorithmOptions = options,
            Plugins = plugins,
        };
        return condition is null ? null : rule;
    }

    private List<ModelRef> References(Field list)
    {
        var references = new List<ModelRef>();
        foreach (var reference in list.Items())
        {
            if (!reference.ExpectMap() || models.Resolve(reference["model"]) is not { } model)
            {
                continue;
            }

            NotExecuted.Warn(reference["lora_name"], "adapters are not chosen by the gateway");
            _ = reference["reasoning_description"];
            bool reasons = reference["use_reasoning"].Flag() ?? false;
            references.Add(new ModelRef(model, reasons, reference["reasoning_effort"].Text() ?? (reasons ? defaultEffort : null), reference["weight"].Number(0, 1_000_000)));
        }

        return references;
    }

    private static (string Name, OptionNode Options) Algorithm(Field algorithm)
    {
        if (!algorithm.Exists || !algorithm.ExpectMap() || algorithm["type"].Text() is not { } type)
        {
            return ("static", OptionNode.Empty);
        }

        _ = algorithm["on_error"];
        if (NotRun.Contains(type, StringComparer.Ordinal))
        {
            algorithm["type"].Warn($"accepted, not executed: '{type}' runs as static, the first model that can is taken", $"choose one of {string.Join(", ", Selectors)}");
        }
        else if (!Selectors.Concat(BuiltInPolicies.FromPlugins).Contains(type, StringComparer.Ordinal))
        {
            algorithm["type"].Error($"'{type}' is not an algorithm", $"write one of {string.Join(", ", Selectors.Concat(BuiltInPolicies.FromPlugins))}{Closest.Hint(type, Selectors.Concat(NotRun))}");
        }

        return (type, algorithm.Node![type] is null ? algorithm.Options() : algorithm.Child(type).Options());
    }

    private static List<RulePlugin> ReadPlugins(Field list)
    {
        var plugins = new List<RulePlugin>();
        foreach (var plugin in list.Items())
        {
            if (!plugin.ExpectMap() || plugin["type"].Required("name the plugin, such as system_prompt") is not { } type)
            {
                continue;
            }

            if (PluginsNotRun.Contains(type, StringComparer.Ordinal))
            {
                NotExecuted.Warn(plugin["type"], $"there is no plugin '{type}' here");
            }
            else if (!Plugins.Contains(type, StringComparer.Ordinal))
            {
                plugin["type"].Error($"'{type}' is not a plugin", $"write one of {string.Join(", ", Plugins)}{Closest.Hint(type, Plugins)}");
            }

            plugins.Add(new RulePlugin(type, plugin["configuration"].Options()));
        }

        return plugins;
    }
}

/// <summary>A rule with the place it was read from, for what is found out by comparing rules.</summary>
internal sealed record ReadRule(DecisionRule Rule, Field Field);
