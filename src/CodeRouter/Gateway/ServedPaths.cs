namespace CodeRouter.Gateway;

/// <summary>What is served where, for people and for whoever asked for something else.</summary>
public static class ServedPaths
{
    public const string Conversations = "conversations", Services = "other model calls", Models = "models", Routing = "routing and books", State = "state and set-up", Pages = "pages";

    public static IReadOnlyList<ServedPath> All { get; } =
    [
        Talk("/v1/chat/completions", "the OpenAI Chat Completions format, streamed or not", "As OpenAI's Chat Completions takes it; model coding-auto is routed"),
        Talk("/v1/responses", "the OpenAI Responses format, streamed or not", "As OpenAI's Responses takes it; model coding-auto is routed"),
        Count("/v1/responses/compact", "a Responses conversation made shorter", "As OpenAI's Responses takes it"),
        Count("/v1/responses/input_tokens", "how many tokens a Responses request has", "As OpenAI's Responses takes it"),
        Talk("/v1/messages", "the Anthropic Messages format, streamed or not", "As Anthropic's Messages takes it; model coding-auto is routed"),
        Count("/v1/messages/count_tokens", "how many tokens a Messages request has", "As Anthropic's Messages takes it"),
        Talk("/v1beta/models/{model}:generateContent", "the Gemini format", "As Gemini's generateContent takes it; the model stands in the path") with { Streams = false },
        Talk("/v1beta/models/{model}:streamGenerateContent", "the Gemini format, streamed", "As Gemini's streamGenerateContent takes it"),
        Count("/v1beta/models/{model}:countTokens", "how many tokens a Gemini request has", "As Gemini's countTokens takes it"),
        .. ServiceRoute.All.Select(static service => new ServedPath("POST", "/v1" + service.Path, Services, $"{service.Name.Replace('_', ' ')}, passed through to a channel that has it") { Body = service.IsForm ? "A form as OpenAI's API takes it" : "As OpenAI's API takes it", IsRouted = true }),
        new("GET", "/v1/models", Models, "models and groups, in OpenAI's or Anthropic's form by the caller's headers") { Fails = ["401"] },
        new("GET", "/v1/models/{model}", Models, "one of them") { Fails = ["401", "404"] },
        new("GET", "/v1beta/models", Models, "models and groups in Gemini's form") { Fails = ["401"] },
        new("GET", "/v1beta/models/{model}", Models, "one of them in Gemini's form") { Fails = ["401", "404"] },
        new("POST", "/v1/coderoute/feedback", Routing, "how a step or session came out: tests, CI, a person") { Body = "session_id, decision_id or request_hash; outcome: success, failure, partial or cancelled; source: tests, user, ci, lint, build or agent; tests: {passed, failed, errors, skipped}; verdict, score, commit, repo, note, idempotency_key", Takes = "Feedback", Gives = "FeedbackTaken", Success = "202", Fails = ["400", "401", "404", "413", "503"] },
        new("GET", "/v1/coderoute/usage", Routing, "cost, savings, tokens and verdicts; with a key, that key's own")
        {
            Query = [("session_id", "The value of X-CodeRouter-Session"), ("group_by", "session, model, phase, key, user, team, repo, agent, tier or day"), ("since", "A moment, or an age such as 24h or 7d"), ("until", "The same, exclusive"), ("model", "Only this model"), ("phase", "Only this phase"), ("agent", "Only this agent"), ("key", "Only the key with this public part; a caller with a key is told of its own use whatever is asked"), ("limit", "At most so many groups, the dearest first: 1000 unless said")],
            Gives = "Usage",
            Fails = ["400", "401", "503"],
        },
        new("POST", "/v1/coderoute/explain", Routing, "what would be decided for a request, without sending it") { Body = "A raw request of any format, or {\"dialect\", \"request\", \"headers\"}", Gives = "Explained", Fails = ["400", "401", "404", "413"] },
        new("GET", "/v1/coderoute/decisions/{id}", Routing, "one decision: signals, candidates with prices, what was rejected and why") { Gives = "Decision", Fails = ["401", "404", "503"] },
        new("GET", "/health", State, "whether it serves, and how each provider does") { IsOpen = true, Gives = "Health" },
        new("GET", "/meta", State, "name, version, formats and features, for machines") { IsOpen = true },
        new("GET", "/harnesses", State, "set-up lines of each coding agent") { IsOpen = true },
        new("GET", "/model-plan", State, "which models each phase goes to, and why") { IsOpen = true, Query = [("phase", "Only this phase"), ("difficulty", "1 to 5; 3 where none is given"), ("risk", "security, migration, public_api, multi_file or destructive")], Fails = ["400"] },
        new("POST", "/mcp", State, "tools, resources and prompts for agents: MCP over streamable HTTP") { Body = "A JSON-RPC message of the Model Context Protocol" },
        new("GET", "/metrics", State, "counts and latencies for Prometheus") { IsOpen = true, Answers = "text/plain" },
        new("GET", "/openapi.json", State, "this list as OpenAPI") { IsOpen = true },
        new("GET", "/admin/openapi.json", State, "the administration below /admin/v1 as OpenAPI") { IsOpen = true },
        new("GET", "/", Pages, "the page that says what this is") { IsOpen = true, Answers = "text/html" },
        new("GET", "/docs", Pages, "guide, API reference, recipes, help") { IsOpen = true, Answers = "text/html" },
        new("GET", "/dashboard", Pages, "every decision, every setting") { Answers = "text/html" },
    ];

    private static ServedPath Talk(string path, string purpose, string body) => new("POST", path, Conversations, purpose) { Body = body, Streams = true, IsRouted = true };

    private static ServedPath Count(string path, string purpose, string body) => new("POST", path, Conversations, purpose) { Body = body, Fails = ["400", "401", "403", "404", "413", "429", "502", "503", "504"] };
}
