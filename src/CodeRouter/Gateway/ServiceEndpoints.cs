using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Hosts;
using CodeRouter.Ledger;
using CodeRouter.Telemetry;

namespace CodeRouter.Gateway;

/// <summary>What the gateway says of itself: health, metadata, set-up of agents, the plan of models, metrics.</summary>
public sealed class ServiceEndpoints(GatewayState state, GatewayMetrics metrics, LedgerWriter ledger, ServiceFacts facts, TimeProvider clock)
{
    private static readonly IReadOnlyList<(string, string)> Asked = ServedPaths.All.Single(static p => p.Path == "/model-plan").Query;

    private readonly long _started = clock.GetTimestamp();

    public static string Version { get; } = typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Load balancers and monitors ask for the status alone; what is written to a HEAD the server leaves out.</summary>
    internal static readonly string[] Looks = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health", Looks, HealthAsync);
        routes.MapMethods("/meta", Looks, MetaAsync);
        routes.MapMethods("/harnesses", Looks, HarnessesAsync);
        routes.MapMethods("/model-plan", Looks, ModelPlanAsync);
        routes.MapMethods("/metrics", Looks, MetricsAsync);
    }

    // 200 as soon as requests are served: a load balancer must not take a gateway out because a provider is down; that stands in the body.
    private Task HealthAsync(HttpContext http) => JsonAsync(http, json =>
    {
        var snapshot = state.Current;
        var channels = snapshot.Channels.Channels;
        int cooling = channels.Count(c => c.Health.IsCooling);
        json.WriteString("status"u8, ledger.Trouble is not null || (channels.Count > 0 && cooling == channels.Count) ? "degraded"u8 : "ok"u8);
        json.WriteString("version"u8, Version);
        json.WriteNumber("uptime_s"u8, Math.Round(clock.GetElapsedTime(_started).TotalSeconds, 1));
        json.WriteBoolean("routing_paused"u8, state.Paused);
        json.WriteNumber("config_generation"u8, snapshot.Settings.Generation);
        json.WriteStartArray("providers"u8);
        foreach (var channel in channels)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, channel.Name);
            json.WriteString("api_format"u8, Core.Conversations.WireFormatNames.ApiName(channel.Format));
            json.WriteString("state"u8, channel.Health.State);
            if (channel.Health.SinceLastOk is { } since)
            {
                json.WriteString("last_ok"u8, clock.GetUtcNow() - since);
            }
            else
            {
                json.WriteNull("last_ok"u8);
            }

            if (channel.Health.IsCooling)
            {
                json.WriteNumber("retry_in_s"u8, Math.Round(channel.Health.CoolFor.TotalSeconds, 1));
            }

            if (channel.Health.LatencyMs is { } ms)
            {
                json.WriteNumber("first_content_ms"u8, Math.Round(ms, 1));
            }

            json.WriteNumber("error_rate"u8, Math.Round(channel.Health.ErrorRate, 3));
            if (channel.Settings.Subscription is { } subscription)
            {
                json.WriteStartObject("quota"u8);
                Window(json, "five_hours", channel.Quota.FiveHours(subscription.FiveHourTokens));
                Window(json, "seven_days", channel.Quota.SevenDays(subscription.WeeklyTokens));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("db"u8);
        json.WriteString("kind"u8, facts.StoreKind);
        json.WriteString("version"u8, facts.StoreVersion);
        json.WriteString("trouble"u8, ledger.Trouble);
        json.WriteNumber("waiting_steps"u8, ledger.Live);
        json.WriteNumber("set_aside_steps"u8, ledger.SetAside.Count);
        json.WriteEndObject();
        if (snapshot.Settings.Cache is { Semantic: true, Embedder: { } embedder })
        {
            json.WriteStartObject("embedder"u8);
            json.WriteString("model"u8, embedder);
            json.WriteString("trouble"u8, state.Embedder.TroubleOf(embedder)?.Why);
            json.WriteEndObject();
        }

        json.WriteNull("index"u8);
    });

    private Task MetaAsync(HttpContext http) => JsonAsync(http, json =>
    {
        var settings = state.Current.Settings;
        json.WriteString("name"u8, settings.Name);
        json.WriteString("product"u8, "CodeRouter"u8);
        json.WriteString("version"u8, Version);
        json.WriteString("description"u8, settings.Description);
        json.WriteStartArray("endpoints"u8);
        foreach (var endpoint in ServedPaths.All)
        {
            json.WriteStringValue(endpoint.ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("protocols"u8);
        foreach (var format in Enum.GetValues<Core.Conversations.WireFormat>())
        {
            json.WriteStringValue(Core.Conversations.WireFormatNames.ApiName(format));
        }

        json.WriteEndArray();
        json.WriteStartObject("features"u8);
        json.WriteString("routing_mode"u8, settings.Policy.Mode == RoutingMode.Observe ? "observe"u8 : "route"u8);
        json.WriteBoolean("routing_paused"u8, state.Paused);
        json.WriteBoolean("translation"u8, true);
        json.WriteBoolean("guards"u8, settings.Guards is not { Secrets: GuardAction.Off, Pii: GuardAction.Off, Jailbreak: GuardAction.Off });
        json.WriteBoolean("cache"u8, settings.Cache is { Exact: true } or { Semantic: true });
        json.WriteEndObject();
        json.WriteString("catalog_date"u8, facts.CatalogDate);
    });

    private Task HarnessesAsync(HttpContext http)
    {
        string address = facts.PublicAddress(http.Request);
        return WriteAsync(http, buffer =>
        {
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartArray();
            foreach (var host in HostSetups.For(address, facts.KeyHint))
            {
                json.WriteStartObject();
                json.WriteString("id"u8, host.Id);
                json.WriteString("name"u8, host.Name);
                json.WriteString("protocol"u8, host.Protocol);
                json.WriteStartObject("env"u8);
                foreach (var (name, value) in host.Environment)
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
                json.WriteString("config_file"u8, host.ConfigFile);
                json.WriteString("config_snippet"u8, host.Config);
                json.WriteString("command"u8, host.Command);
                json.WriteString("verified_with"u8, host.VerifiedWith);
                json.WriteStartArray("notes"u8);
                foreach (string note in host.Notes)
                {
                    json.WriteStringValue(note);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    // The plan is asked of the router itself, phase by phase, so that it cannot say anything else than what would happen.
    private Task ModelPlanAsync(HttpContext http)
    {
        string? Value(string name) => http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;
        int difficulty = ModelPlan.UsualDifficulty;
        var risk = Risk.None;
        string? problem = Value("phase") is { } phase && StepNames.ParsePhase(phase) is null ? $"phase is none of these words. Use one of {string.Join(", ", StepNames.Phases.Select(static p => p.Name()))}."
            : Value("difficulty") is { } hard && !(int.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out difficulty) && difficulty is >= 1 and <= 5) ? "difficulty is a whole number from 1 (easy) to 5 (hard). Leave it out for 3."
            : Value("risk") is { } risks && !ModelPlan.TryParseRisk(risks, out risk) ? $"risk is none of these words, with commas between. Use {string.Join(", ", RiskNames.All)}."
            : null;
        var refused = QueryNames.Refusal(http.Request.Query, Asked) ?? (problem is null ? null : new GatewayFailure(FailureCode.InvalidValue, problem));
        return refused is null ? PlanAsync(http, difficulty, risk) : NotFound.WriteAsync(http, refused);
    }

    private Task PlanAsync(HttpContext http, int difficulty, Risk risk) => JsonAsync(http, json =>
    {
        var snapshot = state.Current;
        var policy = snapshot.Settings.Policy;
        json.WriteStartArray("tiers"u8);
        foreach (var tier in Enum.GetValues<Tier>())
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tier.Name());
            json.WriteStartArray("models"u8);
            // What answers by name only, an embedder above all, is part of no plan.
            foreach (var model in policy.Models.Where(m => m.Tier == tier && m.Routable))
            {
                json.WriteStringValue(model.Name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var asked = StepNames.ParsePhase(http.Request.Query["phase"]);
        json.WriteStartObject("phases"u8);
        foreach (var phase in StepNames.Phases.Where(p => asked is null || p == asked))
        {
            var decision = ModelPlan.For(phase, difficulty, risk, policy, snapshot.Health, clock.GetUtcNow());
            json.WriteStartObject(phase.Name());
            json.WriteStartArray("order"u8);
            foreach (var model in (IEnumerable<ModelCard>)(decision.Model is { } first ? [first, .. decision.Fallbacks] : []))
            {
                json.WriteStringValue(model.Name);
            }

            json.WriteEndArray();
            json.WriteString("why"u8, DecisionRecords.Line(decision));
            PhaseTable.Write(json, phase);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        var escalation = policy.Escalation;
        json.WriteStartObject("thresholds"u8);
        json.WriteBoolean("escalation"u8, escalation.Enabled);
        json.WriteNumber("failing_runs"u8, escalation.FailingRuns);
        json.WriteNumber("same_failure"u8, escalation.SameFailure);
        json.WriteNumber("cooldown_steps"u8, escalation.CooldownSteps);
        json.WriteNumber("margin"u8, escalation.Margin);
        json.WriteNumber("failure_usd"u8, escalation.FailureUsd);
        json.WriteNumber("failed_scale"u8, escalation.FailedScale);
        json.WriteEndObject();
        json.WriteStartObject("budgets"u8);
        WriteUsd(json, "per_session_usd"u8, policy.BudgetPerSessionUsd);
        WriteUsd(json, "per_day_usd"u8, policy.BudgetPerDayUsd);
        json.WriteEndObject();
        json.WriteString("default_model"u8, policy.DefaultModel);
        json.WriteNumber("version"u8, snapshot.Settings.Generation);
    });

    private Task MetricsAsync(HttpContext http)
    {
        var channels = state.Current.Channels.Channels;
        string text = PrometheusText.Write(metrics,
        [
            ("coderouter_channels", "Configured channels", channels.Count),
            ("coderouter_channels_cooling", "Channels that are cooling down", channels.Count(c => c.Health.IsCooling)),
            ("coderouter_ledger_waiting_steps", "Steps not in the store yet", ledger.Live),
        ]);
        http.Response.ContentType = PrometheusText.ContentType;
        return http.Response.WriteAsync(text);
    }

    private static void Window(Utf8JsonWriter json, string name, Upstreams.QuotaWindow window)
    {
        json.WriteStartObject(name);
        json.WriteNumber("used_tokens"u8, window.Used);
        if (window.Left is { } left)
        {
            json.WriteNumber("left_tokens"u8, left);
        }

        if (window.ResetsIn is { } wait)
        {
            json.WriteNumber("resets_in_s"u8, Math.Round(wait.TotalSeconds));
        }

        json.WriteEndObject();
    }

    private static void WriteUsd(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? usd)
    {
        if (usd is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static Task JsonAsync(HttpContext http, Action<Utf8JsonWriter> members) => WriteAsync(http, buffer =>
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    private static async Task WriteAsync(HttpContext http, Action<ArrayBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        write(buffer);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory);
    }
}

/// <summary>What only start-up knows: the store, the catalog's date, the address callers use.</summary>
public sealed record ServiceFacts(string StoreKind, string? StoreVersion, string? CatalogDate, Func<HttpRequest, string> PublicAddress, string KeyHint);
