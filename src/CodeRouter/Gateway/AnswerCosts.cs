using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>What an answer used and what that costs on the model that gave it and on the baseline.</summary>
public static class AnswerCosts
{
    /// <summary>Enters the reported usage, or where none came a count of what was seen (marked as such).</summary>
    public static void Settle(Exchange exchange, UpstreamAnswer answer, Usage? reported, long outputChars)
    {
        var record = exchange.Record;
        if (exchange.Route.Operation == Operation.CountTokens)
        {
            // Counting is free with every vendor.
            record.CostUsd = record.BaselineCostUsd = 0;
            return;
        }

        if ((reported?.ReportedUsd ?? answer.ReportedUsd) is { } told)
        {
            record.ReportedCostUsd = told;
            record.DetailJson = DecisionDetail.With(record.DetailJson, "reported_cost_usd", told);
        }

        if (reported is { } counted && exchange.Route.Operation == Operation.Generate)
        {
            exchange.Snapshot.Tokens.Learn(answer.Model.Name, exchange.Route.Format, exchange.Step!.InputTokens, counted.TotalInput);
            CountLearning.From(exchange, answer, counted.TotalInput);
        }

        record.UsageEstimated = reported is null;
        if (reported is null && exchange.Route.Service is { IsText: false, WritesNothing: false })
        {
            // Billed by the second or the picture, and nobody says how many: not known here, unless the model is free. Where a budget
            // counts, it is the most it may have been: what the limit keeps is what the books say, after a restart too.
            record.CostUsd = answer.Model.Price is { Input: 0, Output: 0 } ? 0 : exchange.HasUsdLimit ? record.ReservedUsd : null;
            record.BaselineCostUsd = null;
            return;
        }

        record.Usage = reported ?? new Usage(exchange.Snapshot.Tokens.Estimate(answer.Model.Name, exchange.Route.Format, exchange.Step?.InputTokens ?? 0), 0, 0, 0, UnsaidUsage.Tokens(outputChars), 0);
        // Of a subscription a call takes quota, not dollars.
        record.CostUsd = answer.Channel.Settings.Subscription is null ? answer.Model.Price.Cost(record.Usage) : 0;
        answer.Channel.Used(record.Usage.TotalInput + record.Usage.Output);
        record.BaselineCostUsd = exchange.Baseline?.Price.Cost(record.Usage);
    }

    /// <summary>The session learns what the answer did to its caches and its purse.</summary>
    public static void Remember(Exchange exchange, UpstreamAnswer answer, DateTimeOffset now)
    {
        if (exchange.Session is not { } session || exchange.Decision is not { } decision)
        {
            return;
        }

        var record = exchange.Record;
        bool work = exchange.Step is { Kind: StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent };
        session.Served(answer.Model.Name, answer.Channel.Name);
        double expected = exchange.Step is { } step && !record.UsageEstimated
            ? exchange.Snapshot.Habits.Learn(answer.Model.Name, step, session.State, exchange.Snapshot.Settings.Policy, record.Usage, record.At)
            : 0;
        // Adopted rather than set: a title asked for meanwhile must not undo what the turn has been through.
        session.Change(s => s.Adopt(decision.Session, work).AfterAnswer(answer.Model.Name, record.Usage, exchange.Step?.InputTokens ?? 0, record.CostUsd, now, work, expected));
    }
}
