using System.Globalization;
using System.Text;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>From what was decided to what the ledger, the headers and a refused caller are told of it.</summary>
public static class DecisionRecords
{
    public static void Describe(Exchange exchange, Situation situation)
    {
        var record = exchange.Record;
        var step = exchange.Step!;
        var decision = exchange.Decision!;
        var policy = exchange.Snapshot.Settings.Policy;
        exchange.Situation = situation;
        record.Mode = decision.Mode;
        record.Rule = decision.Rule;
        record.Model = decision.Model?.Name;
        record.Tier = decision.Model?.Tier;
        record.Reason = Line(decision);
        record.EstimatedCostUsd = decision.CostUsd;
        record.SwitchCostUsd = decision.SwitchUsd;
        record.BaselineModel = decision.BaselineModel;
        record.BaselineCostUsd = decision.BaselineCostUsd;
        record.DetailJson = DecisionDetail.Write(step, decision, situation, exchange.Snapshot.PolicyName);
        GuardGate.Note(exchange);
        record.Language = decision.Session.Language;
        exchange.Baseline = decision.BaselineModel is { } baseline ? policy.Models.FirstOrDefault(m => string.Equals(m.Name, baseline, StringComparison.Ordinal)) : null;
        if (decision.Model is { } model)
        {
            record.ReservedUsd = Metering.UpperBound(exchange, model);
        }
    }

    /// <summary>Why there is no model, in the terms the caller can act on.</summary>
    /// <param name="budget">What helps where it is a budget.</param>
    public static GatewayFailure WhyNone(Exchange exchange, Func<string> budget)
    {
        var decision = exchange.Decision!;
        string asked = exchange.Request!.Model;
        if (string.Equals(decision.Mode, "unknown", StringComparison.Ordinal))
        {
            var policy = exchange.Snapshot.Settings.Policy;

            // What is not known may be the pin: the name in the body can be as right as can be.
            string unknown = decision.Rejected.Count > 0 ? decision.Rejected[^1].Model : asked;
            var near = NearestNames.To(unknown, policy.Models.Select(m => m.Name).Concat(policy.Groups.Keys.Where(g => g != "*")));
            string nearest = near.Count > 0 ? " Nearest: " + string.Join(", ", near) + "." : "";
            return new GatewayFailure(FailureCode.ModelNotFound, $"There is no model or group \"{Shorten(unknown)}\".{nearest} GET /v1/models lists all; \"{Policy.AutoGroup}\" lets the router choose.");
        }

        var why = new StringBuilder();
        foreach (var rejection in decision.Rejected.Take(8))
        {
            why.Append(why.Length == 0 ? "" : "; ").Append(rejection.Model).Append(": ").Append(rejection.Why);
        }

        if (exchange.Snapshot.Settings.Policy.Models.Count == 0)
        {
            return new GatewayFailure(FailureCode.NotExpressible, "No model is configured. Add a provider at /dashboard/setup of this router, or start it with a provider's key in the environment (ANTHROPIC_API_KEY, OPENAI_API_KEY …) or with --config.");
        }

        string detail = why.Length == 0 ? "of those configured none is one to choose by itself: ask for one by name" : why.ToString();
        bool any(RejectionCode code) => decision.Rejected.Any(r => r.Code == code);
        bool guarded = any(RejectionCode.Guard);
        if (guarded && decision.Rejected.All(static r => r.Code is RejectionCode.Guard or RejectionCode.Allowed))
        {
            return new GatewayFailure(FailureCode.Guarded, $"No model may see this request ({detail}). Take out what keeps it in, or configure a model that may see it.");
        }

        // Some may see it, and something else is in their way: that is what can be changed.
        string among = guarded ? " that may see it" : "";
        if (any(RejectionCode.Health))
        {
            return new GatewayFailure(FailureCode.NoChannel, $"No model{among} can take this request now ({detail}). Wait and send it again.") { RetryAfter = "5" };
        }

        if (any(RejectionCode.Budget))
        {
            var costly = decision.Rejected.Where(static r => r.Code == RejectionCode.Budget).Select(static r => r.Model).ToHashSet(StringComparer.Ordinal);
            return exchange.Snapshot.Settings.Policy.Models.Any(m => costly.Contains(m.Name) && Metering.UpperBound(exchange, m) is not null)
                ? new GatewayFailure(FailureCode.BudgetUsedUp, $"The budget leaves no model{among} for this request ({detail}). {budget()}")
                : new GatewayFailure(FailureCode.PriceUnknown, $"The budget leaves no model{among} for this request ({detail}). Give the models a price (pricing.prompt_per_1m, completion_per_1m), or use a priced one.");
        }

        // Agents shorten a conversation by themselves, but only where they are told so in their own provider's words.
        if (decision.Rejected.Where(static r => r.TooLong is { Room: > 0 }).MaxBy(static r => r.TooLong!.Value.Room) is { TooLong: { } tooLong })
        {
            return new GatewayFailure(FailureCode.ContextTooLong, $"No configured model has a window for this request ({detail}). Send less, or configure a model with a larger window.") { Overflow = tooLong };
        }

        return decision.Rejected.Count > 0 && decision.Rejected.All(r => r.Code == RejectionCode.Allowed)
            ? new GatewayFailure(FailureCode.Forbidden, $"This key may not use any model for this request ({detail}). Ask for another key or model.")
            : new GatewayFailure(FailureCode.NotExpressible, $"No configured model{among} can take this request ({detail}). Configure one that can, or change the request.");
    }

    /// <summary>What was tried before an answer or the last failure, for the ledger: <c>main 429, backup ok</c>.</summary>
    public static void Tried(Ledger.StepRecord record, DispatchResult result)
    {
        if (result.Attempts.Count == 1 && result.Answer is not null)
        {
            return;
        }

        record.Attempts = string.Join(", ", result.Attempts.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Model}@{a.Channel} {a.Result}")));
        if (result.Failure is { } failure)
        {
            record.Channel = failure.Channel;
        }
    }

    /// <summary>All reasons on one line, the decisive one first.</summary>
    public static string Line(Decision decision) => decision.Reasons.Count switch
    {
        0 => decision.Mode,
        1 => decision.Reasons[0].Text,
        _ => string.Join("; ", decision.Reasons.Select(r => r.Text)),
    };

    private static string Shorten(string name) => name.Length <= 80 ? name : name[..80] + "…";
}
