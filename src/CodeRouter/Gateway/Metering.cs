using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>
/// The limits of a request along its path: what it is under, set aside before an upstream is paid, raised before a dearer model is tried,
/// settled when the books close.
/// </summary>
public sealed class Metering(ILimitBook book, LedgerWriter ledger, TimeProvider clock)
{
    private const int UsualMaxOutput = 8192;
    private const string BudgetHeader = "X-CodeRouter-Budget";

    /// <summary>At the door: requests at one time, requests per minute.</summary>
    public async ValueTask<GatewayFailure?> EnterAsync(Exchange exchange)
    {
        var caller = exchange.Caller!;
        if (caller.AtDoor.Length + caller.OnCalls.Length == 0 || exchange.Route.Operation == Upstreams.Operation.CountTokens)
        {
            return null;
        }

        exchange.LimitsLeft = () => ([.. caller.AtDoor.Concat(caller.OnCalls).Select(l => (Limit: l, Left: book.Left(l, exchange.Record.At))).Where(static l => l.Left is not null).Select(static l => new LimitLeft(l.Limit, l.Left!.Value))], clock.GetUtcNow());
        if (caller.AtDoor.Length == 0)
        {
            return null;
        }

        var answer = await book.ReserveAsync(caller.AtDoor, LimitUse.None, exchange.Record.At, exchange.Http.RequestAborted);
        exchange.Entry = answer.Lease;
        return answer.Denial is { } denial ? Refusals.Tell(denial.ToRefusal()) : null;
    }

    /// <summary>Which limits the call will be under, and what is left of them: routing wants to know.</summary>
    public async ValueTask<GatewayFailure?> OpenAsync(Exchange exchange)
    {
        decimal? asked = null;
        if (exchange.Http.Request.Headers[BudgetHeader] is [{ Length: > 0 } text, ..])
        {
            if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal usd))
            {
                return new GatewayFailure(FailureCode.InvalidValue, $"{BudgetHeader}: {DecisionHeaders.Plain(text)} is not an amount. Send USD as a number, such as {BudgetHeader}: 2.50, for what the session may cost at most.");
            }

            asked = usd;
        }

        var policy = exchange.Snapshot.Settings.Policy;
        exchange.Limits = CallLimits.Of(exchange.Caller!, exchange.Step!.Session, policy.BudgetPerSessionUsd, policy.BudgetPerDayUsd, asked);
        if (exchange.Limits.Length > 0)
        {
            await book.PrepareAsync(exchange.Limits, exchange.Record.At, exchange.Http.RequestAborted);
        }

        return null;
    }

    /// <summary>USD at list price left for the call; null without a budget in USD.</summary>
    public decimal? LeftUsd(Exchange exchange) =>
        exchange.Limits.Length == 0 ? null : book.LeftUsd(exchange.Limits, exchange.Caller!.Ratio, exchange.Record.At);

    /// <summary>What helps where routing found no model that the budgets leave room for.</summary>
    public string Remedy(Exchange exchange)
    {
        Limit? tightest = null;
        decimal? least = null;
        foreach (var limit in exchange.Limits.Where(static l => l.Unit == LimitUnit.Usd))
        {
            if (book.LeftUsd([limit], exchange.Caller!.Ratio, exchange.Record.At) is { } left && (least is null || left < least))
            {
                (tightest, least) = (limit, left);
            }
        }

        exchange.TurnedAwayBy = tightest;
        return tightest is null ? "Ask for a higher budget."
            : tightest.Value.FreesAt(exchange.Record.At) is { } frees ? FormattableString.Invariant($"{tightest.Value.Named} frees at {frees:yyyy-MM-dd HH:mm} UTC: wait until then, ask for a shorter answer (max tokens), or for a higher budget.")
            : tightest.Value.Scope == LimitScope.Session ? $"{tightest.Value.Named} does not renew: begin another session, ask for a shorter answer (max tokens), or for a higher budget."
            : $"{tightest.Value.Named} does not renew: ask for a shorter answer (max tokens), for a higher budget, or for another key.";
    }

    /// <summary>Sets the upper bound of the chosen model aside.</summary>
    public async ValueTask<GatewayFailure?> ReserveAsync(Exchange exchange)
    {
        if (exchange.Limits.Length == 0)
        {
            return null;
        }

        var answer = await book.ReserveAsync(exchange.Limits, Most(exchange, exchange.Decision!.Model!), exchange.Record.At, exchange.Http.RequestAborted);
        exchange.Lease = answer.Lease;
        exchange.TurnedAwayBy = answer.Denial is { StoreIsOut: false } refusing ? refusing.Limit : null;
        return answer.Denial is { } denial ? Refusals.Tell(denial.ToRefusal()) : null;
    }

    /// <summary>Whether the budgets take another model too, after the chosen one failed: what is set aside is raised to its upper bound.</summary>
    public async ValueTask<bool> MayTryAsync(Exchange exchange, ModelCard model)
    {
        var record = exchange.Record;
        if (ReferenceEquals(model, exchange.Decision!.Model))
        {
            return true;
        }

        decimal? most = UpperBound(exchange, model);
        if (exchange.Lease is { } lease && await book.RaiseAsync(lease, Most(exchange, model), record.At, exchange.Http.RequestAborted) is not null)
        {
            return false;
        }

        if (exchange.Journalled && (most > record.ReservedUsd || (most is null && record.ReservedUsd is not null)))
        {
            // The journal too: after a crash the reservation is what this call may have cost. What never came there (a count of tokens) stays out.
            record.ReservedUsd = most;
            ledger.Amend(record);
        }

        return true;
    }

    /// <summary>After the books have the step: what it used takes the place of what was set aside; what never was, is free again.</summary>
    public void Close(Exchange exchange)
    {
        var record = exchange.Record;
        var used = new LimitUse(record.CostUsd + (record.RouterCostUsd ?? 0), record.BilledUsd, record.Usage.TotalInput + record.Usage.Output);
        foreach (var lease in (ReadOnlySpan<LimitLease?>)[exchange.Lease, exchange.Entry])
        {
            if (lease is null)
            {
                continue;
            }

            if (exchange.Journalled)
            {
                book.Settle(lease, used);
            }
            else
            {
                book.Release(lease);
            }
        }
    }

    /// <summary>The most a model may cost for this request: the whole input uncached, the longest answer; null when the price is unknown.</summary>
    public static decimal? UpperBound(Exchange exchange, ModelCard model) => exchange.Snapshot.IsBySubscription(model.Name) ? 0 : model.Price.UpperBound(MostInput(exchange, model), MaxOutput(exchange, model));

    // The larger of the bare estimate and what was learnt of this model: a reservation errs on the safe side.
    private static long MostInput(Exchange exchange, ModelCard model) =>
        Math.Max(exchange.Step!.InputTokens, exchange.Snapshot.Tokens.Estimate(model.Name, exchange.Route.Format, exchange.Step.InputTokens));

    private static LimitUse Most(Exchange exchange, ModelCard model)
    {
        decimal? usd = UpperBound(exchange, model);
        return new LimitUse(usd, usd * exchange.Caller!.Ratio, MostInput(exchange, model) + MaxOutput(exchange, model));
    }

    private static int MaxOutput(Exchange exchange, ModelCard model) => exchange.Step!.MaxOutput ?? model.MaxOutput ?? UsualMaxOutput;
}
