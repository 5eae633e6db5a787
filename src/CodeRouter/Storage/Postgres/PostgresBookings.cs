using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>
/// What a batch uses of limits, booked in the transaction of its steps: it leaves this gateway's hold and stays taken; where the gateway
/// holds nothing (any more), it is taken now. A step is in the books once, so its use is booked once.
/// </summary>
internal sealed class PostgresBookings(string gateway)
{
    private static readonly LimitPeriod[] Budgets = [LimitPeriod.Day, LimitPeriod.Month, LimitPeriod.Total];

    private readonly SortedDictionary<string, long> _uses = new(StringComparer.Ordinal);

    public void Add(StepRecord step)
    {
        long cost = PicoDollars.From(step.CostUsd) ?? 0, billed = PicoDollars.From(step.BilledUsd) ?? cost;
        long tokens = step.Usage.TotalInput + step.Usage.Output;
        // What the router asked for itself is the operator's: it counts for everybody and the session, and no key is charged for it.
        long paid = cost + (PicoDollars.From(step.RouterCostUsd) ?? 0);
        Use(new Limit(LimitScope.Everyone, "", LimitPeriod.Day, LimitUnit.Usd, 0), step, paid);
        Use(new Limit(LimitScope.Session, step.Session, LimitPeriod.Total, LimitUnit.Usd, 0, step.KeyId ?? ""), step, paid);
        foreach (var period in Budgets)
        {
            if (step.KeyId is { } key)
            {
                Use(new Limit(LimitScope.Key, key, period, LimitUnit.Usd, 0), step, billed);
                Use(new Limit(LimitScope.Key, key, period, LimitUnit.Tokens, 0), step, tokens);
            }

            if (step.TokenGroup is { } group)
            {
                Use(new Limit(LimitScope.Group, group, period, LimitUnit.Usd, 0), step, billed);
                Use(new Limit(LimitScope.Group, group, period, LimitUnit.Tokens, 0), step, tokens);
            }
        }
    }

    /// <summary>Late in the transaction, because it locks accounts that others want; accounts before holds, as everywhere.</summary>
    public void Save(PostgresLink link)
    {
        const string Held = "EXISTS (SELECT 1 FROM limit_hold h JOIN gateway g ON g.id = h.gateway WHERE h.account = a.name AND g.name = @gateway)";
        var left = Open(link);
        Book(link, left, $"UPDATE limit_account a SET taken = a.taken + u.amount FROM unnest(@names, @amounts) AS u(name, amount) WHERE a.name = u.name AND NOT {Held} RETURNING a.name");
        Book(link, left, """
            UPDATE limit_hold h SET held = h.held - u.amount FROM unnest(@names, @amounts) AS u(name, amount), gateway g
            WHERE h.account = u.name AND g.id = h.gateway AND g.name = @gateway RETURNING h.account
            """);
        // Its hold went between the two: somebody took this gateway for dead just now.
        Book(link, left, "UPDATE limit_account a SET taken = a.taken + u.amount FROM unnest(@names, @amounts) AS u(name, amount) WHERE a.name = u.name RETURNING a.name");
    }

    // Most steps are under no limit at all.
    private SortedDictionary<string, long> Open(PostgresLink link)
    {
        var open = new SortedDictionary<string, long>(StringComparer.Ordinal);
        string[] names = [.. _uses.Where(static u => u.Value != 0).Select(static u => u.Key)];
        using var rows = link.Query("SELECT name FROM limit_account WHERE name = ANY(@names)", ("@names", names));
        while (rows.Read())
        {
            open.Add(rows.GetString(0), _uses[rows.GetString(0)]);
        }

        return open;
    }

    private void Book(PostgresLink link, SortedDictionary<string, long> left, string sql)
    {
        if (left.Count == 0)
        {
            return;
        }

        using var rows = link.Query(sql, ("@names", left.Keys.ToArray()), ("@amounts", left.Values.ToArray()), ("@gateway", gateway));
        while (rows.Read())
        {
            left.Remove(rows.GetString(0));
        }
    }

    private void Use(in Limit limit, StepRecord step, long amount)
    {
        string name = PostgresText.Of(TicketName.Of(limit, step.At));
        _uses[name] = _uses.GetValueOrDefault(name) + amount;
    }
}
