using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Dashboard.Editing;

/// <summary>The fields of every kind of item.</summary>
internal static class ItemSheets
{
    /// <summary>More models than that are typed rather than chosen from a list.</summary>
    private const int MostChosen = 100;

    private static readonly (string, string)[] Formats = [("", "openai (usual)"), ("openai", "openai: chat completions"), ("responses", "responses: OpenAI's newer form"), ("anthropic", "anthropic: messages"), ("gemini", "gemini")];

    public static ItemSheet Models { get; } = new(ConfigSection.Models, "models", "Add backend model",
    [
        new TextField("endpoints.0.endpoint", "Endpoint", "host:port, with a path in place of the vendor's usual one. Empty where a channel serves it."),
        new ChoiceField("endpoints.0.protocol", "Protocol", [("", "by the address (https on the internet)"), ("https", "https"), ("http", "http")]),
        new ChoiceField("api_format", "API format", Formats),
        new SecretField("access_key", "Access key", Own: "endpoints.0.access_key"),
        new NumberField("pricing.prompt_per_1m", "Prompt price", "USD per million tokens; 0 is free, empty is unknown."),
        new NumberField("pricing.completion_per_1m", "Completion price", "USD per million tokens; 0 is free, empty is unknown."),
        new ChoiceField("tier", "Tier", [("", "by address and price"), ("local", "local"), ("cheap", "cheap"), ("balanced", "balanced"), ("strong", "strong")]),
        new WordsField("capabilities", "Capabilities", "Free words such as coding, reasoning."),
        new NumberField("pricing.cached_input_per_1m", "Cached input price", "Empty is the prompt's.") { Rare = true },
        new NumberField("pricing.cache_write_per_1m", "Cache write price", "Empty is the prompt's.") { Rare = true },
        new TextField("upstream_model", "Sent upstream as", "Where the provider calls it otherwise.") { Rare = true },
        new NumberField("quality_score", "Quality", "0 to 1; empty takes the catalog's.") { Rare = true },
        new NumberField("context_window", "Context window", "Tokens, prompt and answer together.") { Rare = true },
        new NumberField("max_output", "Longest answer", "Tokens.") { Rare = true },
        new WordsField("supports", "Supports", "tools, vision, json_schema, reasoning, documents …; empty takes the catalog's.") { Rare = true },
        new NumberField("endpoints.0.weight", "Weight", "Share among addresses of one priority; 100 is usual.") { Rare = true },
        new NumberField("endpoints.0.priority", "Order", "Lower is tried first.", Least: -1000) { Rare = true },
        new LinesField("endpoints", "Other addresses", "endpoint", ["name", "protocol", "weight", "priority"], From: 1, "One on each line: host:port weight=50 priority=1") { Rare = true },
        new FlagField("enabled", "In use", Usual: true),
    ]);

    public static ItemSheet Channels { get; } = new(ConfigSection.Channels, "channels", "Add channel",
    [
        new TextField("base_url", "Base URL", "Such as https://api.openai.com/v1; empty for kinds with a usual address."),
        new SecretField("access_key", "Access key"),
        new ChoiceField("api_format", "API format", Formats),
        new WordsField("models", "Models", "Names it serves; * for all it lists."),
        new NumberField("weight", "Weight", "Share among channels of one priority; 100 is usual."),
        new NumberField("priority", "Priority", "Lower is tried first.", Least: -1000),
        new ChoiceField("kind", "Kind", [("", "by the address"), .. ChannelKinds.Listed.Split(" | ").Select(static k => (k, k))]) { Rare = true },
        new ChoiceField("auth", "Credentials", [("", "this channel's key"), ("passthrough", "the caller's own (passthrough)")]) { Rare = true },
        new FlagField("enabled", "In use", Usual: true),
    ]);

    public static ItemSheet Groups { get; } = new(ConfigSection.ModelGroups, "groups", "New model group",
    [
        new ChoiceField("routing", "Routing", [("", "balanced over its members by weight"), ("auto", "auto: routed, its members limit the choice")]),
        new LinesField("members", "Members", "model", ["weight", "channel"], Hint: "One model on each line: gpt-5-mini weight=3 channel=eu"),
    ]);

    public static ItemSheet Signals { get; } = new(ConfigSection.Signals, "signals", "New signal",
    [
        new ChoiceField("type", "Type", [.. SignalTypes.All.Where(static t => t.NotExecuted is null).OrderBy(static t => t.Type != "keyword").Select(static t => (t.Key, t.Type))]),
        new ChoiceField("operator", "Operator", [("", "not said (OR)"), ("OR", "OR: any of the words"), ("AND", "AND: all of them"), ("NOR", "NOR: none of them")], "Of keyword signals."),
        new WordsField("keywords", "Words", "What a keyword signal looks for; with commas between, or one on each line."),
        new FlagField("case_sensitive", "Case-sensitive", Usual: false),
        new NumberField("threshold", "Threshold", "0 to 1, for signals that measure.") { Rare = true },
    ]);

    public static ItemSheet Decisions(Func<Policy> policy) => new(ConfigSection.Decisions, "decisions", "New routing decision",
    [
        new NumberField("priority", "Priority", "Higher is looked at first.", Least: int.MinValue),
        new TextField("description", "Description"),
        new RuleOperatorField(),
        new RuleSignalsField(policy),
        new ModelField("modelRefs.0.model", "Model", policy, MostChosen),
        new FlagField("modelRefs.0.use_reasoning", "Use reasoning", Usual: false),
        new LinesField("modelRefs", "Fallbacks", "model", ["use_reasoning", "reasoning_effort", "weight"], From: 1, "Where the first cannot take it; one on each line, the best first.") { Rare = true },
        new ChoiceField("algorithm.type", "Selection", [("", "the first that can (static)"), .. new[] { "static", "latency_aware", "multi_factor", "elo", "thompson", "hybrid" }.Select(static a => (a, a))]) { Rare = true },
    ]);
}

/// <summary>A configured model: chosen where there are few, typed where there are many.</summary>
public sealed record ModelField(string Path, string Label, Func<Policy> Policy, int Most) : ItemField(Path, Label)
{
    public override string Show(System.Text.Json.Nodes.JsonObject item) => Text(MemberPath.Get(item, Path));

    public override Admin.FieldProblem? Read(string written, System.Text.Json.Nodes.JsonObject item)
    {
        MemberPath.Set(item, Path, written.Length == 0 ? null : System.Text.Json.Nodes.JsonValue.Create(written));
        return null;
    }

    public override FieldInput Input(FormShown form, string value) => Policy().Models is { } models && models.Count <= Most
        ? new FieldInput.Choice([("", "none: the default model, else the router chooses"), .. models.Select(static m => (m.Name, m.Name))], form.HintOf(this))
        : new FieldInput.Line(form.HintOf(this) ?? "The name of a configured model.");
}
