using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Steps;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Ledger;

namespace CodeRouter.Mcp;

/// <summary>The tools, one line each in <see cref="All"/>; every one answers one JSON text.</summary>
public sealed class McpTools(McpPorts ports, TimeProvider clock)
{
    private const int MostHistory = 500;
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(5);

    // A text in a text: an escape of six characters for every quote is what the model would pay for.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How the client introduced itself; null before it has.</summary>
    public string? ClientName { get; set; }

    /// <summary>Questions to the code graph; null where it cannot be asked.</summary>
    public CodeTools? Code { get; init; }

    public IReadOnlyList<McpTool> All =>
    [
        new("route_explain", "Say which tasks a prompt holds, in what order, which model each should go to, why, and what it would cost", [Prompt], (a, _) => Said(PlanText.Json(Plan(a)))),
        new("route_plan", "Write a prompt as a plan: one ready prompt for each task with its done-check, as JSON with a Markdown page", [Prompt], (a, _) => Said(Page(Plan(a)))),
        new("detect_host", "Say which coding agent this is, what it can switch, and how it is pointed at the gateway", [], (_, _) => Said(HostJson.Detected(ports.Detect(ClientName), ports.Address, ports.Key))),
        new("capabilities", "Say what a coding agent can switch and which models it would be given", [new("host", "string", "the agent (default: this one)")], CapabilitiesAsync),
        new("performance", "Measured outcomes by model, phase and repository: cost, savings, success", [new("model", "string", "only this model"), new("host", "string", "only this agent"), new("phase", "string", "only this phase") { OneOf = [.. StepNames.Phases.Select(static p => p.Name())] }], PerformanceAsync),
        new("history", "The newest routed steps: model, phase, cost, reason", [new("limit", "integer", "how many, 1 to 500 (default 20)")], HistoryAsync),
        new("report_outcome", "Tell the gateway how a task ended, so that the next step goes to a stronger or cheaper model. Without test counts a success is only a claim, and not counted",
            [new("outcome", "string", "how it ended", true) { OneOf = ["success", "failure", "partial", "cancelled"] }, new("tests", "object", "what ran: passed, failed, errors, skipped"), new("session_id", "string", "the session (default: this agent's own)"), new("note", "string", "anything to remember")], ReportAsync) { Writes = true },
        new("impact", "Say who depends on a file or symbol, how far, which tests cover it, how risky a change is",
            [new("path", "string", "the file, relative to the repository", true), new("symbol", "string", "a symbol of it"), new("repo", "string", "the repository's folder (default: the current one)")],
            (a, _) => Task.FromResult(ports.Impact(Text(a, "path")!, Text(a, "symbol"), Text(a, "repo")))),
        new("usage", "Requests, tokens, cost and savings of a session or of everything", [new("session_id", "string", "only this session"), new("since", "string", "a moment or an age such as 24h")], UsageAsync),
        .. Code?.All ?? [],
    ];

    private static McpArgument Prompt => new("prompt", "string", "what the agent is told", true);

    private static Task<McpAnswer> Said(string json) => Task.FromResult(new McpAnswer(json));

    private static Task<McpAnswer> Failed(string what) => Task.FromResult(new McpAnswer(Object(json => json.WriteString("error", what)), IsError: true));

    private WorkPlan Plan(JsonElement arguments)
    {
        string prompt = Text(arguments, "prompt")!;
        return string.IsNullOrWhiteSpace(prompt) ? throw new JsonRpcException(JsonRpcException.InvalidParams, "prompt is empty. Say what the agent is told.") : ports.Planner.Value.Plan(prompt, ports.Detect(ClientName).Host);
    }

    private static string Page(WorkPlan plan) => Object(json =>
    {
        json.WritePropertyName("plan");
        json.WriteRawValue(PlanText.Json(plan));
        json.WriteString("markdown", PlanText.Markdown(plan));
    });

    private Task<McpAnswer> CapabilitiesAsync(JsonElement arguments, CancellationToken cancellationToken) => Text(arguments, "host") switch
    {
        null => Said(HostJson.Of(ports.Detect(ClientName).Host)),
        var name when KnownHosts.Find(name) is { } host => Said(HostJson.Of(host)),
        var name => Failed($"{name} is no coding agent known here. Use one of {string.Join(", ", KnownHosts.Ids)}."),
    };

    private async Task<McpAnswer> PerformanceAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        var query = new UsageQuery { KeyId = ports.KeyId, IsKeyHolders = ports.KeyId is not null, Model = Text(arguments, "model"), Agent = Text(arguments, "host"), Phase = Text(arguments, "phase") };
        var tables = await new OutcomeReport(ports.Books.Value).ReadAsync(query, cancellationToken);
        return new McpAnswer(Encoding.UTF8.GetString(tables.Json()));
    }

    private async Task<McpAnswer> HistoryAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        int limit = arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty("limit", out var given) && given.ValueKind == JsonValueKind.Number ? given.GetInt32() : 20;
        var steps = await ports.Books.Value.StepsAsync(new StepQuery { KeyId = ports.KeyId, Limit = Math.Clamp(limit, 1, MostHistory) }, cancellationToken);
        return new McpAnswer(Object(json =>
        {
            json.WriteStartArray("steps");
            foreach (var step in steps)
            {
                json.WriteStartObject();
                json.WriteString("decision_id", step.Id);
                json.WriteString("at", step.At);
                json.WriteString("session_id", step.Session);
                json.WriteString("agent", step.Agent);
                json.WriteString("phase", StepNames.Name(step.Phase));
                json.WriteString("model", step.Model);
                json.WriteString("reason", step.Reason);
                json.WriteNumber("status", step.Status);
                json.Usd("cost_usd", step.CostUsd);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }

    private async Task<McpAnswer> UsageAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        if (UsageQuery.Parse(name => Text(arguments, name), ports.KeyId, clock.GetUtcNow(), out string? problem) is not { } query)
        {
            return await Failed(problem!);
        }

        return new McpAnswer(Encoding.UTF8.GetString(await UsageReport.OfAsync(ports.Books.Value, query, null, null, cancellationToken)));
    }

    private async Task<McpAnswer> ReportAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        var (session, problem) = Text(arguments, "session_id") is { } named ? (named, null) : await OwnAsync(ports.Detect(ClientName), cancellationToken);
        if (session is null)
        {
            return await Failed(problem!);
        }

        // Who says that no test ran has not verified anything.
        bool tested = arguments.TryGetProperty("tests", out var tests) && tests.ValueKind == JsonValueKind.Object && tests.EnumerateObject().Any(static t => t.Name is "passed" or "failed" or "errors" && t.Value.ValueKind == JsonValueKind.Number && t.Value.GetDouble() > 0);
        string body = Object(json =>
        {
            json.WriteString("session_id", session);
            json.WriteString("outcome", Text(arguments, "outcome"));
            json.WriteString("source", tested ? "tests" : "agent");
            if (tested)
            {
                json.WritePropertyName("tests");
                tests.WriteTo(json);
            }

            if (Text(arguments, "note") is { } note)
            {
                json.WriteString("note", note);
            }
        });
        return await ports.Report(Encoding.UTF8.GetBytes(body), cancellationToken);
    }

    // Most agents keep their session to themselves, or tell us another than the gateway; but one that calls a tool has just had a step answered.
    private async Task<(string? Session, string? Problem)> OwnAsync(DetectedHost host, CancellationToken cancellationToken)
    {
        if (host.Session is { } own && (await ports.Books.Value.StepsAsync(new StepQuery { Session = own, KeyId = ports.KeyId, Limit = 1 }, cancellationToken)).Count > 0)
        {
            return (own, null);
        }

        var steps = await ports.Books.Value.StepsAsync(new StepQuery { KeyId = ports.KeyId, Since = clock.GetUtcNow() - JustNow, Limit = MostHistory }, cancellationToken);
        var sessions = steps.Where(s => s.Agent == host.Host.Id).Select(static s => s.Session).Distinct(StringComparer.Ordinal).ToList();
        return sessions switch
        {
            [var only] => (only, null),
            [] => (null, "Which session is meant is not known here: no step of this agent is in the books of the last minutes. Give session_id, the value of X-CodeRouter-Session."),
            _ => (null, $"Several sessions of this agent are at work: {string.Join(", ", sessions.Take(5))}. Give session_id."),
        };
    }

    internal static string? Text(JsonElement arguments, string name) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static string Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
