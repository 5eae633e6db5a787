using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class ProblemTests
{
    private const string Model = "providers: {models: [{name: gpt-5-mini, endpoints: [{endpoint: api.openai.com}]}], default_model: gpt-5-mini}\n";

    [Theory]
    [InlineData("model_list: [{model_name: gpt-4o}]", "model_list", "kind litellm")]
    [InlineData("Providers: [{name: x}]", "Providers", "claude-code-router")]
    public void A_file_of_a_neighbours_is_told_what_takes_its_place(string yaml, string path, string says) =>
        Assert.Contains(ConfigFiles.Compile(yaml).Warnings, w => w.Path == path && w.Remedy.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void A_folder_is_no_configuration() =>
        Assert.EndsWith("is a folder", Assert.Single(ConfigFile.Load(Path.GetTempPath(), static _ => null, ConfigFiles.Catalog).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("listeners: [{port: http}]", "listeners[0].port", "whole number")]
    [InlineData("listeners: [{port: 70000}]", "listeners[0].port", "65535")]
    [InlineData("listeners: [{timeout: soon}]", "listeners[0].timeout", "300s")]
    [InlineData("listeners: [{address: not.a.host}]", "listeners[0].address", "0.0.0.0")]
    [InlineData("listeners: {port: 1}", "listeners", "a list is expected")]
    [InlineData("listeners: [{port: 1}, {port: 1}]", "listeners[1]", "already listened on")]
    [InlineData("server: {public_url: router.example.com}", "server.public_url", "https://")]
    [InlineData("server: {public_url: 'https://router.example.com/v1'}", "server.public_url", "without it")]
    [InlineData("server: {allowed_origins: [app.example.com]}", "server.allowed_origins[0]", "https://app.example.com")]
    [InlineData("server: {allowed_origins: ['https://app.example.com/page']}", "server.allowed_origins[0]", "https://app.example.com")]
    [InlineData("server: {trusted_proxies: [everyone]}", "server.trusted_proxies[0]", "10.0.0.0/8")]
    [InlineData("storage: {postgres: 'jdbc:postgresql://db/books'}", "storage.postgres", "postgres://user:password@host")]
    [InlineData("routing: {mode: observ}", "routing.mode", "did you mean 'observe'?")]
    [InlineData("routing: {phases: {planning: [gpt-5-mini]}}", "routing.phases.planning", "did you mean 'plan'?")]
    [InlineData("routing: {phases: {plan: [gpt-5-maxi]}}", "routing.phases.plan[0]", "did you mean 'gpt-5-mini'?")]
    [InlineData("routing: {classifier: {model: nobody}}", "routing.classifier.model", "not a configured model")]
    [InlineData("routing: {baseline_model: nobody}", "routing.baseline_model", "not a configured model")]
    [InlineData("routing: {budget: {per_day_usd: $5}}", "routing.budget.per_day_usd", "without a currency sign")]
    [InlineData("routing: {budget: {per_day_usd: -5}}", "routing.budget.per_day_usd", "0 is free")]
    [InlineData("routing: {escalation: {failing_runs: 0}}", "routing.escalation.failing_runs", "from 1")]
    [InlineData("model_groups: {fast: {members: [gpt-5-nini]}}", "model_groups.fast.members[0]", "did you mean 'gpt-5-mini'?")]
    [InlineData("model_groups: {fast: {members: [{model: slow}]}, slow: {routing: auto}}", "model_groups.fast.members[0].model", "cannot be a member of a group")]
    [InlineData("model_groups: {fast: {members: [{model: gpt-5-mini, channel: moon}]}}", "model_groups.fast.members[0].channel", "endpoint-1")]
    [InlineData("model_groups: {fast: {}}", "model_groups.fast", "routing: auto")]
    [InlineData("model_groups: {gpt-5-mini: {routing: auto}}", "model_groups.gpt-5-mini", "another name")]
    [InlineData("channels: [{name: a, base_url: 'ftp://x'}]", "channels[0].base_url", "is not an address")]
    [InlineData("channels: [{name: a, base_url: 'https://u:p@x.org'}]", "channels[0].base_url", "credentials")]
    [InlineData("channels: [{name: a, api_format: grpc, base_url: 'https://x.org', models: [gpt-5-mini]}]", "channels[0].api_format", "openai, responses, anthropic, gemini")]
    [InlineData("channels: [{base_url: 'https://x.org'}]", "channels[0].name", "missing")]
    [InlineData("channels: [{name: a, base_url: 'https://x.org', models: [gpt-5-mini], headers: {\"bad header\": x}}]", "channels[0].headers.bad header", "header")]
    [InlineData("guards: {secrets: hide}", "guards.secrets", "off, observe, redact, block, route")]
    [InlineData("cache: {exact: maybe}", "cache.exact", "true or false")]
    [InlineData("access: {require_keys: perhaps}", "access.require_keys", "auto")]
    [InlineData("storage: {postgres: 'Host=db;Password=${NOT_SET_HERE}'}", "storage.postgres", "NOT_SET_HERE is not set: the database cannot be reached")]
    [InlineData("storage: {postgres: '••••••••'}", "storage.postgres", "the database cannot be reached")]
    [InlineData("storage: {sqlite: a.db, postgres: 'Host=x'}", "storage", "keep the one")]
    [InlineData("limits: {max_body_bytes: 1}", "limits.max_body_bytes", "1024")]
    [InlineData("decisions: [{name: a, modelRefs: []}]", "decisions[0].rules", "rules: {operator: AND, conditions: []}")]
    [InlineData("decisions: [{name: a, rules: {operator: OR, conditions: [{type: keyword, name: missing}]}}]", "decisions[0].rules.conditions[0].name", "define it under signals: keywords:")]
    [InlineData("decisions: [{name: a, rules: {type: keywrd, name: x}}]", "decisions[0].rules.type", "did you mean 'keyword'?")]
    [InlineData("decisions: [{name: a, rules: {type: phase, name: debuging}}]", "decisions[0].rules.name", "did you mean 'debug'?")]
    [InlineData("decisions: [{name: a, rules: {operator: NOT, conditions: []}}]", "decisions[0].rules", "NOT takes one condition")]
    [InlineData("decisions: [{name: a, rules: {operator: AND, conditions: [{operator: OR, conditions: []}]}}]", "decisions[0].rules.conditions[0]", "empty")]
    [InlineData("decisions: [{name: a, rules: {operator: XOR, conditions: [{type: phase, name: plan}]}}]", "decisions[0].rules.operator", "AND, OR, NOT")]
    [InlineData("decisions: [{name: a, rules: {}, modelRefs: [{model: gpt-6-mini}]}]", "decisions[0].modelRefs[0].model", "did you mean 'gpt-5-mini'?")]
    [InlineData("decisions: [{name: a, rules: {}, algorithm: {type: ello}}]", "decisions[0].algorithm.type", "did you mean 'elo'?")]
    [InlineData("decisions: [{name: a, rules: {}, plugins: [{type: sistem_prompt}]}]", "decisions[0].plugins[0].type", "did you mean 'system_prompt'?")]
    [InlineData("decisions: [{name: a, rules: {}}, {name: a, rules: {}}]", "decisions[1].name", "already stands above")]
    [InlineData("signals: {keywords: [{keywords: [a]}]}", "signals.keywords[0].name", "name the signal")]
    [InlineData("signals: {keywords: [{name: a, keywords: [x], operator: MAYBE}]}", "signals.keywords[0].operator", "OR, AND, NOR")]
    [InlineData("signals: {keywords: [{name: a, keywords: [x]}, {name: a, keywords: [y]}]}", "signals.keywords[1].name", "already defined")]
    [InlineData("signals: {structure: [{name: a, pattern: '(a)\\1'}]}", "signals.structure[0].pattern", "linear time")]
    [InlineData("signals: {structure: [{name: a, feature: {source: {pattern: ['ok', '(?=x)']}}}]}", "signals.structure[0].feature.source.pattern[1]", "linear time")]
    public void An_error_names_its_place_and_its_remedy(string yaml, string path, string says)
    {
        var compiled = ConfigFiles.Compile(Model + yaml);

        Assert.Null(compiled.Settings);
        var error = Assert.Single(compiled.Errors);
        Assert.Equal(path, error.Path);
        Assert.Equal(2, error.Line);
        Assert.Contains(says, $"{error.Message} | {error.Remedy}", StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("providers: {models: [{endpoints: [{endpoint: x}]}]}", "providers.models[0].name", "missing")]
    [InlineData("providers: {models: [{name: m}]}", "providers.models[0]", "no way to reach 'm'")]
    [InlineData("providers: {models: [{name: m, tier: stong, endpoints: [{endpoint: x}]}]}", "providers.models[0].tier", "did you mean 'strong'?")]
    [InlineData("providers: {models: [{name: m, supports: [tool], endpoints: [{endpoint: x}]}]}", "providers.models[0].supports[0]", "did you mean 'tools'?")]
    [InlineData("providers: {models: [{name: m, quality_score: 85, endpoints: [{endpoint: x}]}]}", "providers.models[0].quality_score", "from 0 to 1")]
    [InlineData("providers: {models: [{name: m, param_size: big, endpoints: [{endpoint: x}]}]}", "providers.models[0].param_size", "80b")]
    [InlineData("providers: {models: [{name: m, scores: {fixing: 1}, endpoints: [{endpoint: x}]}]}", "providers.models[0].scores.fixing", "is not a phase")]
    [InlineData("providers: {models: [{name: m, pricing: {prompt_per_1m: free, completion_per_1m: 0}, endpoints: [{endpoint: x}]}]}", "providers.models[0].pricing.prompt_per_1m", "0 is free")]
    public void A_model_that_cannot_be_served_is_refused(string yaml, string path, string says)
    {
        var compiled = ConfigFiles.Compile(yaml);

        Assert.Null(compiled.Settings);
        Assert.Contains(compiled.Errors, error => error.Path == path && $"{error.Message} | {error.Remedy}".Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("routng: {mode: route}", "routng", "did you mean 'routing'?")]
    [InlineData("routing: {moode: route}", "routing.moode", "did you mean 'mode'?")]
    [InlineData("listeners: [{port: 1, adress: 127.0.0.1}]", "listeners[0].adress", "did you mean 'address'?")]
    [InlineData("guards: {pii: off}\nadvanced: {pii_detection: true}", "advanced.pii_detection", "guards.pii wins")]
    [InlineData("guards: {pii: off}\nsignals: {pii: [{name: p}]}\ndecisions: [{name: a, rules: {type: pii, name: p}}]", "guards.pii", "'p' never matches")]
    [InlineData("advanced: {jailbreak_detection: false}\nsignals: {jailbreak: [{name: j}]}\ndecisions: [{name: a, rules: {type: jailbreak, name: j}}]", "advanced.jailbreak_detection", "guards: {jailbreak: observe}")]
    [InlineData("guards: {pii: off}\ndecisions: [{name: a, rules: {type: guard, name: pii}}]", "guards.pii", "'pii' never matches")]
    [InlineData("memory: {enabled: true}", "memory", "not executed")]
    [InlineData("decisions: [{name: a, rules: {}, algorithm: {type: remom}}]", "decisions[0].algorithm.type", "runs as static")]
    [InlineData("decisions: [{name: a, rules: {}, plugins: [{type: rag}]}]", "decisions[0].plugins[0].type", "not executed")]
    [InlineData("signals: {kb: [{name: k}]}", "signals.kb", "never match")]
    [InlineData("keyword_rules: [{name: k, keywords: [a]}]", "keyword_rules", "move the list to signals: keywords:")]
    [InlineData("signals: {keywords: [{name: k, keywords: []}]}", "signals.keywords[0]", "never matches")]
    [InlineData("signals: {keywords: [{name: k, method: regex, keywords: ['c++(']}]}", "signals.keywords[0].keywords[0]", "literally")]
    [InlineData("decisions: [{name: a, rules: {operator: OR, conditions: []}}]", "decisions[0].rules", "can never match")]
    [InlineData("decisions: [{name: a, rules: {operator: AND, conditions: [{type: phase, name: plan}, {operator: NOT, conditions: [{type: phase, name: plan}]}]}}]", "decisions[0].rules", "can never match")]
    [InlineData("decisions: [{name: all, priority: 9, rules: {}}, {name: late, priority: 1, rules: {type: phase, name: plan}}]", "decisions[1]", "never reached")]
    [InlineData("decisions: [{name: wide, priority: 9, rules: {type: phase, name: plan}}, {name: narrow, priority: 1, rules: {operator: AND, conditions: [{type: phase, name: plan}, {type: risk, name: security}]}}]", "decisions[1]", "never reached")]
    [InlineData("channels: [{name: a, base_url: 'https://api.anthropic.com', models: [claude-opus-4.8]}]", "channels[0].base_url", "api_format: anthropic")]
    [InlineData("channels: [{name: a, api_format: anthropic, base_url: 'https://example.org/anthropic', models: [claude-opus-4.8]}]", "channels[0].base_url", "/v1")]
    [InlineData("channels: [{name: a, base_url: 'https://example.org', models: [never-heard-of]}]", "channels[0].models[0]", "nothing is known")]
    [InlineData("channels: [{name: a, base_url: 'https://example.org', access_key: '${NOT_SET}', models: [gpt-5.5]}]", "channels[0].access_key", "NOT_SET")]
    [InlineData("channels: [{name: a, base_url: 'https://example.org', access_key: '********', models: [gpt-5.5]}]", "channels[0].access_key", "masked")]
    [InlineData("model_groups: {\"*\": {routing: auto}}\nchannels: []\nzzz: 1", "zzz", "take it out")]
    [InlineData("routing: {baseline_model: claude-opus-4.8}", "routing.baseline_model", "strongest configured")]
    [InlineData("---\na: 1", "", "second YAML document")]
    public void A_warning_lets_the_file_load(string yaml, string path, string says)
    {
        var compiled = ConfigFiles.Compile(Model + yaml);

        Assert.NotNull(compiled.Settings);
        Assert.Contains(compiled.Warnings, warning => warning.Path == path && $"{warning.Message} | {warning.Remedy}".Contains(says, StringComparison.Ordinal));
        Assert.Equal(compiled.Problems, compiled.Settings.Warnings);
    }

    [Theory]
    [InlineData("providers: {models: [{name: m, endpoints: [{endpoint: 'models.example.org'}]}]}", "providers.models[0].pricing", "from the provider's price list")]
    [InlineData("providers: {models: [{name: m, endpoints: [{endpoint: '127.0.0.1:8000'}]}]}", "providers.models[0].pricing", "completion_per_1m: 0}")]
    [InlineData("channels: [{name: c, base_url: 'http://127.0.0.1:8000', models: [qwen3]}]", "channels[0].models[0]", "describe it under providers.models and write pricing")]
    [InlineData("channels: [{name: c, base_url: 'https://models.example.org', models: [never-heard-of]}]", "channels[0].models[0]", "nothing is known of")]
    [InlineData("providers: {models: [{name: m, pricing: {prompt_per_1m: 0, completion_per_1m: 0}, endpoints: [{endpoint: '127.0.0.1:8000'}]}]}")]
    [InlineData("providers: {models: [{name: m, enabled: false, endpoints: [{endpoint: '127.0.0.1:8000'}]}]}")]
    [InlineData("channels: [{name: c, base_url: 'https://models.example.org', models: [claude-opus-4.8]}]")]
    [InlineData("channels: [{name: c, base_url: 'http://127.0.0.1:8000', models: '*'}]\nproviders: {default_model: m}")]
    [InlineData("channels: [{name: c, base_url: 'https://models.example.org', models: [qwen3], subscription: {five_hour_tokens: 1000}}]")]
    public void Of_a_model_whose_price_nobody_knows_it_is_said_once_with_what_to_write(string yaml, string? path = null, string? says = null)
    {
        var compiled = ConfigFiles.Compile(yaml);
        Assert.NotNull(compiled.Settings);
        string[] told = [.. compiled.Warnings.Where(static w => w.Message.Contains("price", StringComparison.Ordinal)).Select(static w => $"{w.Path}: {w.Message} | {w.Remedy}")];
        Assert.Equal(path is null ? 0 : 1, told.Length);
        Assert.All(told, line => Assert.StartsWith(path + ": ", line, StringComparison.Ordinal));
        Assert.All(told, line => Assert.Contains(says!, line, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_problem_comes_at_once_in_the_order_of_the_file()
    {
        var compiled = ConfigFiles.Compile("""
            listeners: [{port: nope}]
            providers:
              models:
                - name: a
                  tier: huge
                  endpoints: [{endpoint: "127.0.0.1:1"}]
                - name: a
                  endpoints: [{endpoint: "127.0.0.1:1"}]
              default_model: b
            typo: 1
            guards: {pii: later}
            """);

        Assert.Equal([1, 4, 5, 7, 9, 10, 11], compiled.Problems.Select(problem => problem.Line));
        Assert.Equal(5, compiled.Errors.Count());
    }

    [Fact]
    public void A_key_in_the_file_never_shows_in_a_message()
    {
        var compiled = ConfigFiles.Compile("channels: [{name: a, base_url: 'https://x.org', access_key: [sk-secret], models: [gpt-5.5]}, {name: b, base_url: 'https://x.org', access_key: \"sk-secret\\nline\", models: [gpt-5.5]}]");

        Assert.Equal(2, compiled.Errors.Count());
        Assert.DoesNotContain("sk-secret", string.Join('\n', compiled.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_may_nest_and_name_what_needs_no_definition()
    {
        var settings = ConfigFiles.Load(Model + """
            signals: {complexity: [{name: hard, hard: {candidates: [a]}}], role_bindings: [{name: devs, role: developer, subjects: []}], domains: [{name: math, mmlu_categories: [abstract_algebra]}]}
            decisions:
              - name: nested
                rules: {operator: AND, conditions: [{type: complexity, name: "hard:hard"}, {type: authz, name: developer}, {type: domain, name: abstract_algebra}, {type: evidence, name: tests_failed}, {type: kind, name: title}]}
            """);

        Assert.Equal(5, Assert.IsType<CodeRouter.Core.Decisions.RuleNode.All>(settings.Policy.Rules[0].Condition).Children.Count);
    }
}
