namespace CodeRouter.Config;

/// <summary>
/// Every key of the configuration: the reference is generated from this table, unknown keys are found by it, and a test holds it
/// to what the compiler asks for.
/// </summary>
public static class SettingTable
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("version", "text", "", "The dialect's version, such as v0.1", Dialect: true),
        new("name", "text", "coderouter", "Shown in the dashboard"),
        new("description", "text", "", "Shown in the dashboard"),

        new("listeners", "list", "127.0.0.1:8899", "Addresses the gateway listens on"),
        new("listeners[].name", "text", "listener-N", "For logs"),
        new("listeners[].address", "IP address", "127.0.0.1", "0.0.0.0 listens on every network; beyond loopback keys are required"),
        new("listeners[].port", "0–65535", "8899", "0 takes a free port"),
        new("listeners[].timeout", "duration", "300s", "Longest silence of an upstream, before its first byte and between bytes; one deadline over all retries before the first byte"),
        new("server.public_url", "URL", "", "The address people use when a proxy or tunnel stands in front; accepted as Host and Origin, printed in set-up lines"),
        new("server.trusted_proxies", "list of addresses or ranges", "[]", "Whose X-Forwarded headers are believed; who comes through them is not loopback"),

        new("providers.models", "list", "[]", "The models callers and rules can name"),
        new("providers.models[].name", "text", "required", "What callers and rules use"),
        new("providers.models[].upstream_model", "text", "name", "What is sent upstream"),
        new("providers.models[].provider_model_id", "text", "name", "Same as upstream_model", Dialect: true),
        new("providers.models[].description", "text", "", "For people", Dialect: true),
        new("providers.models[].api_format", "openai | responses | anthropic | gemini", "openai", "Wire format of its endpoints, whatever the name or host"),
        new("providers.models[].access_key", "secret", "", "Key for all its endpoints"),
        new("providers.models[].enabled", "true | false", "true", "false keeps the model and sends it nothing"),
        new("providers.models[].tier", "local | cheap | balanced | strong", "local by address, else the catalog or price", "Order of escalation"),
        new("providers.models[].context_window", "tokens", "catalog, else unknown", "Input and answer together; unknown never excludes a model"),
        new("providers.models[].max_output", "tokens", "catalog, else unknown", "Longest answer"),
        new("providers.models[].supports", "list of tools, vision, json_schema, reasoning, documents, audio, web_search, code_execution, computer_use", "catalog, else unknown", "What it can; unknown never excludes a model"),
        new("providers.models[].scores", "map of phase: 0–1", "catalog", "How good it is at each phase; code_plan … are accepted spellings"),
        new("providers.models[].quality_score", "0–1", "catalog", "Overall quality, where a phase has no score"),
        new("providers.models[].capabilities", "list of words", "[]", "Free words such as coding or reasoning"),
        new("providers.models[].tags", "list of words", "[]", "More of the same", Dialect: true),
        new("providers.models[].param_size", "such as 80b", "", "Breaks ties"),
        new("providers.models[].context_window_size", "tokens", "", "Same as context_window, on a model card", Dialect: true),
        new("providers.models[].modality", "text", "", "Kept", Dialect: true),
        new("providers.models[].loras", "list", "", "Accepted, not executed", Open: true, Dialect: true),
        new("providers.models[].reasoning_family", "text", "", "Accepted, not executed", Dialect: true),
        new("providers.models[].reliability", "map", "", "Accepted, not executed", Open: true, Dialect: true),
        new("providers.models[].external_model_ids", "map", "", "Kept", Open: true, Dialect: true),
        .. Pricing("providers.models[].pricing"),
        new("providers.models[].data.vendor", "text", "by the address; local for a local one", "Who gets what it is sent, for guards.rules"),
        new("providers.models[].data.region", "text", "", "Where it is worked on, such as eu"),
        new("providers.models[].data.retention", "text", "", "How long it is kept, such as none or 30d"),
        new("providers.models[].endpoints", "list", "[]", "Ways to reach it: the short form of a channel"),
        new("providers.models[].endpoints[].name", "text", "endpoint-N", "For health, logs and group members"),
        new("providers.models[].endpoints[].endpoint", "host:port[/path]", "required", "host:port means the vendor's usual path; a path stands in place of the version prefix"),
        new("providers.models[].endpoints[].protocol", "http | https", "https for hosts on the internet, else http", ""),
        new("providers.models[].endpoints[].api_format", "as above", "the model's", "Wire format of this endpoint"),
        new("providers.models[].endpoints[].access_key", "secret", "the model's", "Key of this endpoint"),
        new("providers.models[].endpoints[].auth", "key | passthrough", "key", "passthrough sends the caller's own credentials"),
        new("providers.models[].endpoints[].upstream_model", "text", "the model's", "Name sent to this endpoint"),
        new("providers.models[].endpoints[].weight", "number", "100", "Share among endpoints of one priority"),
        new("providers.models[].endpoints[].priority", "number", "0", "Lower is tried first"),
        new("providers.models[].endpoints[].headers", "map", "{}", "Sent with every request"),
        new("providers.models[].backend_refs", "list", "[]", "The canonical dialect's endpoints", Dialect: true),
        .. BackendRef("name", "endpoint", "base_url", "protocol", "weight", "type", "provider", "api_key", "api_key_env", "auth_header", "auth_prefix", "extra_headers", "api_version", "chat_path"),
        new("providers.default_model", "model", "", "Answers where no decision matches everything"),
        new("providers.defaults.default_model", "model", "", "Same, in the canonical dialect", Dialect: true),
        .. Ignored("providers.defaults.default_reasoning_effort", "providers.defaults.reasoning_families", "providers.default_reasoning_effort", "providers.reasoning_families", "providers.external_models"),

        new("model_groups", "map of groups", "coding-auto", "Caller-facing names; coding-auto exists without being listed"),
        new("model_groups.*.routing", "auto", "", "Routed automatically; members then limit the choice"),
        new("model_groups.*.members", "list of models", "", "Balanced by weight"),
        new("model_groups.*.members[].model", "model", "required", ""),
        new("model_groups.*.members[].channel", "channel", "any", "Only through this one"),
        new("model_groups.*.members[].weight", "number", "1", ""),
        new("model_groups.*.fallback", "list of groups", "[]", "Groups whose members are tried when none of this one's can take the request, or all of them fail"),

        new("channels", "list", "[]", "A provider's connection settings, once, for all its models"),
        new("channels[].name", "text", "required", ""),
        new("channels[].kind", ChannelKinds.Listed, "by the address, else plain", "What the server wants beyond its wire format; ollama, cohere and bedrock are translated to from every format. A vendor's name stands for its address, format and key variable"),
        new("channels[].api_format", "openai | responses | anthropic | gemini", "openai; anthropic for Claude on bedrock and vertex, gemini for the rest of vertex", "Wire format; also ollama, cohere or converse, the forms of those kinds"),
        new("channels[].base_url", "URL", "the vendor's; required for plain, azure and litellm", "Without a path the vendor's usual one is meant"),
        new("channels[].region", "text", "AWS_REGION; GOOGLE_CLOUD_LOCATION, else global", "Of bedrock and vertex"),
        new("channels[].project", "text", "GOOGLE_CLOUD_PROJECT", "Of vertex"),
        new("channels[].credentials", "path or JSON", "GOOGLE_APPLICATION_CREDENTIALS", "Of vertex: a service account's key or a user's refresh token; access_key is a token as it is"),
        new("channels[].api_version", "text", "2024-10-21; none below /openai/v1", "Of azure"),
        new("channels[].aws_access_key_id", "text", "AWS_ACCESS_KEY_ID, else ~/.aws/credentials", "Of bedrock; access_key (or AWS_BEARER_TOKEN_BEDROCK) is an API key and goes before"),
        new("channels[].aws_secret_access_key", "secret", "AWS_SECRET_ACCESS_KEY", "Of bedrock"),
        new("channels[].aws_session_token", "secret", "AWS_SESSION_TOKEN", "Of bedrock, for keys that expire"),
        new("channels[].aws_profile", "text", "AWS_PROFILE, else default", "Of bedrock, in ~/.aws/credentials"),
        new("channels[].endpoint", "host:port[/path]", "", "Instead of base_url"),
        new("channels[].protocol", "http | https", "", "With endpoint"),
        new("channels[].access_key", "secret", "", "Better ${NAME} of an environment variable"),
        new("channels[].models", "list, or \"*\"", "\"*\" for litellm", "Models it serves; \"*\" is all the catalog knows of the vendor, or all that a server of none (plain, litellm, ollama) lists when it is asked: at the start and every five minutes"),
        new("channels[].model_map", "map of name: upstream name", "{}", "Where the upstream has other names"),
        new("channels[].weight", "number", "100", "Share among channels of one priority"),
        new("channels[].priority", "number", "0", "Lower is tried first"),
        new("channels[].auth", "key | passthrough", "key", "passthrough sends the caller's own credentials"),
        new("channels[].headers", "map", "{}", "Sent with every request"),
        new("channels[].subscription", "map", "none", "Paid by subscription: a call costs 0 until a window is spent, then other channels answer; {} where the provider's own refusals tell"),
        new("channels[].subscription.five_hour_tokens", "tokens", "unknown", "What five hours hold, in and out, from the first use on"),
        new("channels[].subscription.weekly_tokens", "tokens", "unknown", "What seven days hold"),
        new("channels[].enabled", "true | false", "true", "false keeps the channel and sends it nothing"),

        new("routing.mode", "route | observe", "route", "observe answers with the caller's model and records what routing would do"),
        new("routing.preference", "cost | balanced | quality", "balanced", "Scales what a failed task is worth"),
        new("routing.strategy", "priority | confidence", "priority", "Order among matching decisions"),
        new("routing.baseline_model", "model", "the strongest configured", "Savings are stated against it"),
        new("routing.phases", "map of phase: models", "", "Overrides the built-in preference of a phase"),
        new("routing.classifier.model", "model", "the cheapest of tier local or cheap", "Judges the phase of a new turn where nothing else is sure; nobody is asked without the key routing.classifier"),
        new("routing.classifier.threshold", "0–1", "0.6", "Asked below this confidence"),
        new("routing.classifier.max_tokens", "number", "50", "Longest answer"),
        new("routing.classifier.timeout_ms", "ms", "300", "Then the cheap layers decide"),
        new("routing.classifier.max_usd", "USD", "0.0002", "Dearest question"),
        new("routing.budget.per_session_usd", "USD", "none", ""),
        new("routing.budget.per_day_usd", "USD", "none", ""),
        .. Escalation(),
        new("routing.effort", "keep | route", "keep", "route chooses the reasoning effort with the model, for models that reason, and writes it into the request"),
        .. Effort("low", "0.6", "-0.03"),
        .. Effort("medium", "1", "0"),
        .. Effort("high", "1.8", "0.03"),
        .. Learning(),
        .. Work(),
        new("routing.modelCards", "list", "", "Cards of the canonical dialect: quality_score, capabilities, tags, param_size, context_window_size of a model by name", Dialect: true),
        .. Cards("name", "quality_score", "capabilities", "tags", "param_size", "context_window_size", "description", "modality", "loras"),
        new("routing.signals", "as signals", "", "Same, in the canonical dialect", Open: true, Dialect: true),
        new("routing.decisions", "as decisions", "", "Same, in the canonical dialect", Dialect: true),
        .. Ignored("routing.projections"),

        .. SignalTypes.All.Select(type => new Setting($"signals.{type.Key}", "list", "[]", Sentence(type), Open: true)),
        .. SignalTypes.All.Where(type => type.Legacy is not null).Select(type => new Setting(type.Legacy!, "list", "", $"Older form of signals.{type.Key}", Open: true, Dialect: true)),
        .. Decision("decisions"),
        .. Decision("routing.decisions").Skip(1).Select(setting => setting with { Dialect = true }),

        new("guards.secrets", "off | observe | redact | block | route", "observe", "Credentials in what is sent"),
        new("guards.pii", "as above", "off", "Personal data in what is sent"),
        new("guards.jailbreak", "as above", "observe", "Attempts to steer the model against its operator, in what the human says"),
        new("guards.jailbreak_tools", "observe | block", "observe", "The same in what tools say; block breaks an agent's work where it is wrong"),
        new("guards.ignore", "list", "[]", "Finds of secrets and personal data that are none"),
        new("guards.ignore[].repositories", "list of names with *", "everywhere", "Only in these (X-CodeRouter-Repo)"),
        new("guards.ignore[].types", "list", "all", "Such as email, aws_access_key_id"),
        new("guards.ignore[].values", "list of values with *", "all", "Such as *@example.com"),
        new("guards.groups", "map of token groups", "{}", "What is otherwise for the keys of a token group"),
        new("guards.groups.*.secrets", "off | observe | redact | block | route", "guards.secrets", ""),
        new("guards.groups.*.pii", "as above", "guards.pii", ""),
        new("guards.groups.*.jailbreak", "as above", "guards.jailbreak", ""),
        new("guards.groups.*.jailbreak_tools", "observe | block", "guards.jailbreak_tools", ""),
        new("guards.rules", "list", "[]", "Rules of your own: which requests are refused, and which may only go to certain models, fall-backs and models asked for by name included"),
        new("guards.rules[].name", "text", "required", "Callers who are refused are told it"),
        new("guards.rules[].when", "map", "always", "Conditions of different kinds must all hold, of one kind any"),
        new("guards.rules[].when.keys", "list of ids or names with *", "", "Of API keys"),
        new("guards.rules[].when.groups", "list of names with *", "", "Of token groups"),
        new("guards.rules[].when.repositories", "list of names with *", "", "As the client names them in X-CodeRouter-Repo; a request that names none is met by * alone"),
        new("guards.rules[].when.paths", "list of paths with * and **", "", "Files that the request names anywhere, its history included"),
        new("guards.rules[].when.phrases", "list", "", "Words in the request, whatever the case"),
        new("guards.rules[].when.patterns", "list of regular expressions", "", "In linear time: no look-around, no back references"),
        new("guards.rules[].when.domains", "list", "", "Hosts that the request names, those below them included"),
        new("guards.rules[].action", "observe | block | route", "route", "route: only models that allow admits may see it"),
        new("guards.rules[].allow", "map", "local models", "Of a rule that routes: every list given has to be met; a tag that a model lacks is not"),
        new("guards.rules[].allow.models", "list of models", "", ""),
        new("guards.rules[].allow.vendors", "list", "", "data.vendor of models"),
        new("guards.rules[].allow.regions", "list", "", "data.region of models"),
        new("guards.rules[].allow.retention", "list", "", "data.retention of models"),
        new("guards.rules[].allow.local", "true | false", "true", "Local models may always see it"),
        new("guards.rules[].message", "text", "", "Your own words to callers who are refused"),
        new("cache.exact", "true | false", "false", "Answer the same request from the cache"),
        new("cache.semantic", "true | false | shadow", "false", "Answer a question that asks the same in other words; shadow answers nothing and notes in the decision what it would have answered"),
        new("cache.similarity", "0–1", "0.85", "Questions further apart are not compared; it never suffices alone"),
        new("cache.embedder", "model", "built-in", "A model that is asked for embeddings (/v1/embeddings); while it does not answer the built-in ones are used"),
        new("cache.ttl_seconds", "seconds", "3600", ""),
        new("cache.max_entries", "number", "100000", ""),
        new("advanced.semantic_cache", "true | false", "", "Sets cache.semantic where that is absent"),
        new("advanced.pii_detection", "true | false", "", "true sets guards.pii to redact, false to off, where that is absent"),
        new("advanced.jailbreak_detection", "true | false", "", "true sets guards.jailbreak to block, false to off, where that is absent"),
        new("advanced.complexity_scoring", "true | false", "false", "High complexity raises the tier floor"),
        new("advanced.domain_classifier", "true | false", "true", "Domains are read from the words"),
        new("storage.sqlite", "path", "coderouter.db in the data folder", "~/ is the home folder"),
        new("storage.postgres", "secret", "", "Connection string (Host=…;Database=…;Username=…;Password=…), instead of sqlite: for several gateways"),
        new("storage.on_outage", "serve | refuse", "serve", "While the store is away: serve new requests (those under shared limits within what this gateway holds of them), or refuse them; running answers always finish, and what they cost waits in the journal"),
        new("storage.retention_days", "days", "0", "Steps older than this are deleted, sums by hour, day and session stay; 0 keeps them"),
        new("storage.detail_days", "days", "as long as the step", "Signals, candidates and reasons of a step are deleted sooner: they are most of its bytes"),
        new("access.require_keys", "auto | true | false", "auto", "auto: needed unless bound to loopback"),
        new("limits.max_body_bytes", "bytes", "67108864", "Larger requests get 413"),
        new("limits.connect_timeout", "duration", "5s", ""),
        new("limits.total_timeout", "duration", "none", "Longest a request may take in all"),
        new("limits.hold_seconds", "seconds", "15", "How long nothing is sent on a stream while waiting for the first content"),
        new("limits.keep_alive_seconds", "seconds", "12", "Silence after which a keep-alive goes out on a stream"),

        new("code_graph.roots", "list of folders", "none", "Repositories at or below them give the impact signal, once coderouter index has built their graph; without any it is off and costs nothing"),
        new("code_graph.watch", "true | false", "true", "Follow changes of those repositories while the gateway runs"),

        new("alerts.webhook", "secret URL", "none", "Alerts are posted there as JSON: budgets, runaway sessions, prices, failing channels"),
        new("alerts.email.to", "list of addresses", "", "Who gets alerts by mail"),
        new("alerts.email.from", "address", "", ""),
        new("alerts.email.smtp", "host:port", "", "Port 587 where none is written"),
        new("alerts.email.user", "text", "", ""),
        new("alerts.email.password", "secret", "", ""),
        new("alerts.email.tls", "true | false", "true", "STARTTLS"),
        new("alerts.budget_percent", "list of percents", "[50, 80, 100]", "Shares of a budget at which it is told"),
        new("alerts.session_usd_per_minute", "USD", "2", "A session that spends more within a minute is told"),
        new("alerts.repeated_failures", "number", "5", "The same call failing the same way so often is told as a loop"),
        new("alerts.channel_failing", "duration", "2m", "A channel that has failed for so long is told"),

        new("entrypoints", "list", "", "Names that are routed automatically, in the canonical dialect", Dialect: true),
        new("entrypoints[].model_names", "list", "", "", Dialect: true),
        new("entrypoints[].recipe", "text", "", "Accepted, not executed", Dialect: true),
        .. Ignored("recipes", "global", "setup", "memory", "embedding_models"),
    ];

    private static string Sentence(SignalType type) =>
        char.ToUpperInvariant(type.Says[0]) + type.Says[1..] + (type.NotExecuted is null ? "" : ". Accepted, not executed") + $". Condition type {type.Type}";

    private static Setting[] Pricing(string at) =>
    [
        new(at, "map", "catalog", "Written prices stand alone: what they leave out is unknown"),
        new($"{at}.currency", "USD", "USD", "Prices in another currency are unknown"),
        .. Prices(at),
        new($"{at}.steps", "list", "[]", "Prices that replace these when the whole input is longer"),
        new($"{at}.steps[].above_input_tokens", "tokens", "required", ""),
        .. Prices($"{at}.steps[]"),
    ];

    private static Setting[] Prices(string at) =>
    [
        new($"{at}.prompt_per_1m", "USD", "unknown", "0 is a price"),
        new($"{at}.completion_per_1m", "USD", "unknown", "0 is a price"),
        new($"{at}.cached_input_per_1m", "USD", "the prompt price", "Reading from the prompt cache"),
        new($"{at}.cache_write_per_1m", "USD", "the prompt price", "Writing to it for five minutes"),
        new($"{at}.cache_write_1h_per_1m", "USD", "cache_write_per_1m", "Writing to it for an hour"),
    ];

    private static Setting[] Escalation() =>
    [
        new("routing.escalation.enabled", "true | false", "true", "Failing execution moves a session to stronger models"),
        new("routing.escalation.failing_runs", "number", "2", "Failing runs of the same suite, after an edit and without fewer failures, before the next request goes up"),
        new("routing.escalation.same_failure", "number", "3", "Identical failing calls before the next request goes up"),
        new("routing.escalation.cooldown_steps", "number", "3", "Steps to wait after one raise before another"),
        new("routing.escalation.failure_usd", "USD", "0.6", "What a failed task is worth at preference balanced"),
        new("routing.escalation.margin", "share", "0.15", "A switch must gain at least this share of the current model's expected cost"),
        new("routing.escalation.cache_seconds", "seconds", "300", "How long a provider's prompt cache is expected to live"),
        new("routing.escalation.cost_scale", "number", "0.4", "What preference cost multiplies failure_usd with"),
        new("routing.escalation.quality_scale", "number", "8", "What preference quality multiplies failure_usd with"),
        new("routing.escalation.high_impact", "0–1", "0.6", "Impact from which an edit starts at balanced"),
        new("routing.escalation.very_high_impact", "0–1", "0.85", "Impact from which a difficult edit starts at strong"),
        new("routing.escalation.sure_of_phase", "0–1", "0.7", "How sure a phase must be for a turn that began as talk to go up to cheap inside its tool loop"),
        new("routing.escalation.worth_keeping_tokens", "tokens", "8000", "Cached tokens below which a shrunken prompt is not taken for a compaction"),
        new("routing.escalation.head_start", "0–1", "0.03", "Head start in success of the first model of the built-in phase table"),
        new("routing.escalation.switch_spend_share", "share", "0.25", "Share of the never-switch cost that switching may spend in a session"),
    ];

    private static Setting[] Effort(string name, string output, string score) =>
    [
        new($"routing.efforts.{name}.output", "number", output, $"What effort {name} multiplies the output tokens with"),
        new($"routing.efforts.{name}.score", "-1–1", score, $"What effort {name} adds to a model's score"),
    ];

    private static Setting[] Learning() =>
    [
        new("routing.learning.enabled", "true | false", "true", "Outcomes of your own ledger move what is expected of each model"),
        new("routing.learning.prior_weight", "outcomes", "20", "How many outcomes the catalog's scores are worth"),
        new("routing.learning.wider_weight", "outcomes", "10", "How many outcomes everywhere are worth against those in the language, and these against the repository's own"),
        new("routing.learning.half_life_days", "days", "30", "After which an outcome counts half"),
        new("routing.learning.credit_fade", "0–1", "0.8", "What a step earns of an outcome, as a share of the step after it"),
        new("routing.learning.lose_after", "outcomes", "5", "From which a model can lose its place for a kind of work"),
        new("routing.learning.lose_below", "0–1", "0.35", "Share of good outcomes below which it does"),
    ];

    private static Setting[] Work() =>
    [
        new("routing.work.phases.*.steps", "number", "plan 4, implement 12, debug 12, test 8, refactor 12, document 3, small_edit 3, review 5, explain 2, chat_other 2", "Steps of a turn of that phase at difficulty 3"),
        new("routing.work.phases.*.output_tokens", "tokens", "1200, 700, 500, 700, 700, 600, 300, 900, 700, 400", "Output of a step, until the session has a mean of its own"),
        new("routing.work.phases.*.stakes", "0–10", "1, 1, 1, 0.8, 1, 0.3, 0.3, 1, 0.4, 0.2", "What failing costs, as a share of failure_usd"),
        new("routing.work.phases.*.floor", "tier", "balanced, cheap, cheap, cheap, cheap, local, local, balanced, local, local", "The tier it starts at"),
        new("routing.work.phases.*.ceiling", "tier", "strong, balanced, balanced, balanced, balanced, cheap, cheap, strong, balanced, cheap", "The highest tier that is weighed without a cause"),
        new("routing.work.stretch", "list of five numbers", "[0.6, 0.8, 1, 1.3, 1.6]", "What difficulty 1 to 5 multiplies the steps with"),
        new("routing.work.new_tokens_per_step", "tokens", "1500", "What a step of a turn adds to the prompt"),
        new("routing.work.full_speed_score", "0–1", "0.85", "A model scoring below this takes extra steps for the same work"),
        new("routing.work.extra_steps", "number", "2.5", "Extra steps, as a share, for each point of score below it"),
        new("routing.work.room_to_grow", "number", "1.1", "How far a prompt may outgrow its estimate where the room in a window is judged"),
        new("routing.work.side_output_tokens", "tokens", "200", "Output of a title or another request that is no step"),
    ];

    private static Setting[] Decision(string at) =>
    [
        new(at, "list", "[]", "Rules, highest priority first; where none matches everything a default-route is generated"),
        new($"{at}[].name", "text", "required", ""),
        new($"{at}[].description", "text", "", ""),
        new($"{at}[].priority", "number", "0", "Higher goes first"),
        new($"{at}[].tier", "number", "0", "Where any matching rule has one, lower tiers go first"),
        new($"{at}[].rules", "{operator: AND | OR | NOT, conditions: […]}, {type, name}, or {}", "required", "{} and an AND without conditions match everything; conditions nest", Open: true),
        new($"{at}[].modelRefs", "list", "[]", "Models it leads to, first best"),
        new($"{at}[].modelRefs[].model", "model", "required", ""),
        new($"{at}[].modelRefs[].use_reasoning", "true | false", "false", ""),
        new($"{at}[].modelRefs[].reasoning_effort", "text", "", ""),
        new($"{at}[].modelRefs[].weight", "number", "", "For weighted selection"),
        new($"{at}[].modelRefs[].lora_name", "text", "", "Accepted, not executed", Dialect: true),
        new($"{at}[].modelRefs[].reasoning_description", "text", "", "Kept", Dialect: true),
        new($"{at}[].algorithm", "{type, TYPE: {…}}", "static", "static, latency_aware, multi_factor, elo, thompson, hybrid; others run as static", Open: true),
        new($"{at}[].plugins", "list", "[]", "What is done besides"),
        new($"{at}[].plugins[].type", "text", "required", "system_prompt, header_mutation, request_params, fast_response, semantic-cache, router_replay"),
        new($"{at}[].plugins[].configuration", "map", "{}", "", Open: true),
        .. Ignored($"{at}[].emits", $"{at}[].adaptations", $"{at}[].output_contract", $"{at}[].candidateIterations"),
        new($"{at}[].annotations", "map", "", "Kept", Open: true, Dialect: true),
    ];

    private static IEnumerable<Setting> BackendRef(params string[] names) =>
        names.Select(name => new Setting($"providers.models[].backend_refs[].{name}", "as in the dialect", "", name is "auth_prefix" or "api_version" or "chat_path" ? "Accepted, not executed" : "", Open: name == "extra_headers", Dialect: true));

    private static IEnumerable<Setting> Cards(params string[] names) =>
        names.Select(name => new Setting($"routing.modelCards[].{name}", "as above", "", "", Open: name == "loras", Dialect: true));

    private static IEnumerable<Setting> Ignored(params string[] paths) =>
        paths.Select(path => new Setting(path, "as in the dialect", "", "Accepted, not executed", Open: true, Dialect: true));
}
