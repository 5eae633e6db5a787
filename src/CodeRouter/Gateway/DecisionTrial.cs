using System.Buffers;
using System.Text.Json;
using CodeRouter.Core;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>Decides a request without sending it: for explain, and to try a configuration before it is in force.</summary>
public sealed class DecisionTrial(GatewayState state, SessionBook sessions, GuardGate guards, SituationMaker situations, TimeProvider clock)
{
    /// <summary>A request as an agent would send it, or else a sentence that a human might have typed; read without headers.</summary>
    public TriedDecision? Decide(HttpContext http, GatewaySnapshot snapshot, string text, out GatewayFailure? failure)
    {
        byte[] body = text.StartsWith('{') ? System.Text.Encoding.UTF8.GetBytes(text) : Sentence(text);
        return ExplainRequest.Read(body, NoHeaders.Instance, out failure) is { } request ? Decide(http, snapshot, null, request) : null;
    }

    public TriedDecision Decide(HttpContext http, GatewaySnapshot snapshot, Access.Caller? caller, RequestView request)
    {
        var dialect = BuiltInDialects.Of(request.Format);
        var now = clock.GetUtcNow();
        using var exchange = new Exchange(http, new DataRoute(request.Format, Upstreams.Operation.Generate), snapshot, dialect, new StepRecord { Id = StepId.New(now), At = now, Dialect = request.Format, Generation = snapshot.Settings.Generation });
        exchange.Request = request;
        var step = exchange.Step = ReadStep(exchange);
        exchange.Record.RequestHash = BodyHash.Of(request.Body.Span, out _);
        StepRecords.Describe(exchange.Record, step);
        exchange.Caller = caller;
        guards.Judge(exchange, ReadStep, trial: true);
        step = exchange.Step;
        var situation = situations.For(exchange, sessions.Find(new TrackName(caller?.KeyId ?? "", step.Session, step.Track))?.State ?? SessionState.New, budgetLeft: null, sameFormatOnly: false);
        var decision = exchange.Decision = Router.Decide(step, snapshot.Settings.Policy, situation);
        DecisionRecords.Describe(exchange, situation);
        return new TriedDecision(step, decision, situation, exchange.Record, decision.Model is null ? DecisionRecords.WhyNone(exchange, static () => "Ask for a higher budget.") : null) { Guarded = exchange.Guarded };
    }

    /// <summary>The configuration as it would be, with the health and connections there are now.</summary>
    public GatewaySnapshot Draft(Config.Settings settings) => state.Draft(settings);

    private static Step ReadStep(Exchange exchange)
    {
        var knobs = exchange.Dialect.ReadKnobs(exchange.Request!);
        return StepReader.Read(exchange.Request!, exchange.Dialect, knobs.MaxOutput, knobs.Needs);
    }

    private static byte[] Sentence(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("model", Policy.AutoGroup);
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public static readonly NoHeaders Instance = new();

        public string? this[string name] => null;
    }
}

/// <summary>What was decided, and in which situation.</summary>
/// <param name="WhyNone">Set where no model can take it.</param>
public sealed record TriedDecision(Step Step, Decision Decision, Situation Situation, StepRecord Record, GatewayFailure? WhyNone)
{
    /// <summary>What the guards found in it.</summary>
    public Guards.GuardVerdict? Guarded { get; init; }

    /// <summary>Every signal with what it read.
    public IReadOnlyList<KeyValuePair<string, string>> Signals(Policy policy) => [.. SignalSurvey.Of(Step, policy, Situation)];
}
