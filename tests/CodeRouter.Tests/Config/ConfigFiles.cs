using CodeRouter.Config;
using CodeRouter.Core.Models;

namespace CodeRouter.Tests.Config;

/// <summary>Configuration texts that several tests read.</summary>
internal static class ConfigFiles
{
    public static Catalog Catalog { get; } = ShippedCatalog.Load();

    public static CompiledSettings Compile(string text, params (string Name, string Value)[] environment) =>
        SettingsCompiler.Compile(text, name => environment.FirstOrDefault(pair => pair.Name == name).Value, Catalog);

    /// <summary>The settings of a text that must be in order.</summary>
    public static Settings Load(string text, params (string Name, string Value)[] environment)
    {
        var compiled = Compile(text, environment);
        return compiled.Settings ?? throw new InvalidOperationException(string.Join('\n', compiled.Problems));
    }

    /// <summary>The semantic router's sample of the interface page.</summary>
    public const string Sample = """
        version: v0.1
        listeners:
          - name: "http-8899"
            address: "0.0.0.0"
            port: 8899
            timeout: "300s"
        providers:
          models:
            - name: "mlx-community/Qwen3-Coder-Next-4bit"
              param_size: "80b"
              endpoints:
                - name: "mlx-local"
                  weight: 100
                  endpoint: "host.containers.internal:8000"
                  protocol: "http"
              capabilities: ["coding", "debugging", "refactoring"]
              quality_score: 0.85
              pricing:
                currency: "USD"
                prompt_per_1m: 0.0
                completion_per_1m: 0.0
            - name: "gemini-2.5-pro"
              param_size: "400b"
              endpoints:
                - name: "gemini-primary"
                  weight: 100
                  endpoint: "generativelanguage.googleapis.com/v1beta/openai"
                  protocol: "https"
              access_key: "••••••••••••••••"
              capabilities: ["reasoning", "math", "analysis", "coding", "creative"]
              quality_score: 0.95
              pricing:
                currency: "USD"
                prompt_per_1m: 1.25
                completion_per_1m: 10.00
          default_model: "mlx-community/Qwen3-Coder-Next-4bit"
        signals:
          keywords:
            - name: "reasoning_keywords"
              operator: "OR"
              keywords: ["prove", "derive", "theorem", "induction", "research", "formal verification"]
              case_sensitive: false
            - name: "coding_keywords"
              operator: "OR"
              keywords: ["implement", "refactor", "debug", "function", "class", "import", "build", "code"]
              case_sensitive: false
        decisions:
          - name: "reasoning-route"
            description: "Route complex reasoning tasks to Gemini 2.5 Pro"
            priority: 100
            rules: {operator: "OR", conditions: [{type: "keyword", name: "reasoning_keywords"}]}
            modelRefs: [{model: "gemini-2.5-pro", use_reasoning: true}]
          - name: "coding-route"
            description: "Route coding tasks to local Qwen3-Coder-Next"
            priority: 80
            rules: {operator: "OR", conditions: [{type: "keyword", name: "coding_keywords"}]}
            modelRefs: [{model: "mlx-community/Qwen3-Coder-Next-4bit", use_reasoning: false}]
          - name: "default-route"
            description: "Default route to local model for cost savings"
            priority: 1
            rules: {operator: "AND", conditions: []}
            modelRefs: [{model: "mlx-community/Qwen3-Coder-Next-4bit", use_reasoning: false}]
        advanced:
          semantic_cache: true
          jailbreak_detection: false
          pii_detection: true
          complexity_scoring: false
        """;

    /// <summary>Every key the program has, used once.</summary>
    public const string Full = """
        version: "v0.1"
        name: coding-router
        description: "Routes coding tasks"
        server: {public_url: "https://router.example.com", trusted_proxies: [10.0.0.0/8, 127.0.0.1], allowed_origins: ["https://app.example.com"]}
        listeners: [{name: main, address: 127.0.0.1, port: 8899, timeout: "300s"}]
        providers:
          models:
            - name: claude-sonnet-4.6
              upstream_model: claude-sonnet-4-6
              description: "the middle one"
              api_format: anthropic
              tier: balanced
              context_window: 200000
              max_output: 64000
              supports: [tools, vision, json_schema, reasoning]
              scores: {plan: .80, code_implement: .78, debug: .77}
              pricing:
                currency: USD
                prompt_per_1m: 3.0
                cached_input_per_1m: 0.3
                cache_write_per_1m: 3.75
                cache_write_1h_per_1m: 6
                completion_per_1m: 15.0
                steps: [{above_input_tokens: 200000, prompt_per_1m: 6, completion_per_1m: 22.5, cached_input_per_1m: .6, cache_write_per_1m: 7.5, cache_write_1h_per_1m: 12}]
              endpoints:
                - {name: main, endpoint: api.anthropic.com, protocol: https, weight: 100, priority: 0, access_key: "${ANTHROPIC_API_KEY}", auth: key}
                - {name: spare, endpoint: "router.example.org:8443/v1", protocol: https, api_format: openai, upstream_model: sonnet, priority: 1, headers: {x-team: core}}
            - name: claude-opus-4.8
              upstream_model: claude-opus-4-8
              api_format: anthropic
              access_key: "${ANTHROPIC_API_KEY}"
              quality_score: 0.9
              capabilities: [reasoning, coding]
              param_size: 400b
              endpoints: [{name: main, endpoint: api.anthropic.com}]
            - name: qwen-canonical
              provider_model_id: qwen3.7-max
              tier: balanced
              pricing: {prompt_per_1m: 1, completion_per_1m: 2}
              backend_refs: [{name: ref, base_url: "https://example.net/v1", protocol: https, weight: 5, type: chat, provider: x, api_key_env: QWEN_KEY, auth_header: api-key, extra_headers: {a: b}}]
            - {name: claude-haiku-4.5, upstream_model: claude-haiku-4-5, api_format: anthropic, endpoints: [{endpoint: api.anthropic.com, access_key: "${ANTHROPIC_API_KEY}"}]}
          default_model: claude-sonnet-4.6
        model_groups:
          coding-auto: {routing: auto}
          fast: {members: [{model: gpt-5-mini, weight: 3}, {model: gemini-3-flash, channel: google-eu, weight: 1}]}
        channels:
          - {name: openai, api_format: responses, base_url: "https://api.openai.com/v1", access_key: "${OPENAI_API_KEY}", models: [gpt-5.5, gpt-5-mini], model_map: {}, weight: 100, priority: 0, auth: key, headers: {}}
          - {name: google-eu, api_format: gemini, endpoint: generativelanguage.googleapis.com, protocol: https, access_key: "${GEMINI_API_KEY}", models: [gemini-3-flash], subscription: {five_hour_tokens: 1000000, weekly_tokens: 9000000}}
        routing:
          mode: route
          preference: balanced
          strategy: priority
          classifier: {model: claude-haiku-4.5, threshold: 0.6, max_tokens: 50, timeout_ms: 300, max_usd: 0.0002}
          baseline_model: claude-opus-4.8
          phases: {plan: [claude-opus-4.8, gpt-5.5], small_edit: [gpt-5-mini]}
          budget: {per_session_usd: 5, per_day_usd: 50}
          escalation: {enabled: true, failing_runs: 3, same_failure: 4, cooldown_steps: 5, failure_usd: 1.5, failed_scale: 5, margin: 0.2, cache_seconds: 600, switch_spend_share: 0.1, cost_scale: 0.5, quality_scale: 4, high_impact: 0.5, very_high_impact: 0.8, sure_of_phase: 0.6, worth_keeping_tokens: 4000, head_start: 0.02}
          effort: route
          efforts: {high: {output: 2, score: 0.04}}
          learning: {enabled: true, prior_weight: 10, wider_weight: 5, half_life_days: 14, credit_fade: 0.7, lose_after: 4, lose_below: 0.3}
          work:
            phases: {plan: {steps: 5, output_tokens: 1500, stakes: 1.2, floor: balanced, ceiling: strong}}
            stretch: [0.5, 0.8, 1, 1.5, 2]
            new_tokens_per_step: 2000
            full_speed_score: 0.9
            extra_steps: 2
            room_to_grow: 1.2
            side_output_tokens: 100
        signals:
          keywords: [{name: security_words, operator: OR, keywords: [vulnerability, exploit]}]
          context: [{name: long, min_tokens: "32K", max_tokens: "1M"}]
          complexity: [{name: hardness, threshold: 0.1, hard: {candidates: [prove]}, easy: {candidates: [rename]}}]
        decisions:
          - name: security
            description: "Security goes up"
            priority: 50
            tier: 0
            rules:
              operator: OR
              conditions:
                - {type: keyword, name: security_words}
                - {type: phase, name: review}
                - operator: AND
                  conditions:
                    - {type: complexity, name: "hardness:hard"}
                    - {operator: NOT, conditions: [{type: context, name: long}]}
            modelRefs: [{model: claude-opus-4.8, use_reasoning: true, reasoning_effort: high, weight: 1}]
            algorithm: {type: multi_factor, multi_factor: {weights: {quality: .5}}}
            plugins: [{type: system_prompt, configuration: {enabled: true, system_prompt: "Be careful."}}]
            annotations: {owner: sec}
        guards: {secrets: redact, pii: redact, jailbreak: block}
        cache: {exact: false, semantic: true, ttl_seconds: 3600, max_entries: 100000}
        advanced: {semantic_cache: true, pii_detection: true, jailbreak_detection: true, complexity_scoring: true, domain_classifier: true}
        storage: {sqlite: "~/coderouter.db"}
        access: {require_keys: auto}
        alerts:
          webhook: "https://hooks.example.com/router"
          email: {to: [team@example.com], from: router@example.com, smtp: "smtp.example.com:587", user: router, password: "${OPENAI_API_KEY}", tls: true}
          budget_percent: [50, 80, 100]
          session_usd_per_minute: 2
          repeated_failures: 5
          channel_failing: 2m
        limits: {max_body_bytes: 1048576, connect_timeout: 3s, total_timeout: 10m, hold_seconds: 10, keep_alive_seconds: 8}
        """;
}
