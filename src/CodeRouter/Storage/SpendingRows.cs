using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>What budgets ask: from the roll-ups, and from the steps only where a session is asked about since a moment.</summary>
internal static class SpendingRows
{
    private const string Halves = "coalesce(sum({0} / 1000000), 0), coalesce(sum({0} % 1000000), 0)";

    private static readonly string OverRollUps = Columns("cost + router_cost", "billed", "input_tokens + cached_input_tokens + cache_write_tokens + output_tokens");

    private static readonly string OverGroups = Columns("cost", "billed", "tokens");

    private static readonly string OverSteps = Columns(
        "coalesce(s.cost, 0) + coalesce(s.router_cost, 0)", "coalesce(s.billed, s.cost, 0)", "s.input_tokens + s.cache_read_tokens + s.cache_write_5m_tokens + s.cache_write_1h_tokens + s.output_tokens");

    public static Spending Read(ILink link, SpendingQuery query)
    {
        using var row = Ask(query).On(link);
        row.Read();
        return new Spending(PicoDollars.ToUsd(row.GetInt64(0), row.GetInt64(1)), PicoDollars.ToUsd(row.GetInt64(2), row.GetInt64(3)), row.GetInt64(4));
    }

    private static Question Ask(SpendingQuery query)
    {
        long? since = query.Since is { } from ? StepTime.ToMicros(from) : null;
        if (query.TokenGroup is { } group)
        {
            return new Question($"SELECT {OverGroups} FROM group_day").WhereEqual("token_group", group).WhereMicros("slot", since / StepTime.Day, null);
        }

        if (query.Session is { } session)
        {
            return since is null
                ? new Question($"SELECT {OverRollUps} FROM session").WhereEqual("id", session).WhereKey("key_id", query.KeyId)
                : new Question($"SELECT {OverSteps} FROM step s").WhereEqual("s.session", session).WhereKey("s.key_id", query.KeyId).WhereMicros("s.at", since, null);
        }

        return since % StepTime.Day is null or 0
            ? new Question($"SELECT {OverRollUps} FROM usage_day").WhereKey("key_id", query.KeyId).WhereMicros("slot", since / StepTime.Day, null)
            : new Question($"SELECT {OverRollUps} FROM usage_hour").WhereKey("key_id", query.KeyId).WhereMicros("slot", since / StepTime.Hour, null);
    }

    private static string Columns(string cost, string billed, string tokens) =>
        $"{string.Format(null, Halves, $"({cost})")}, {string.Format(null, Halves, billed)}, coalesce(sum({tokens}), 0)";
}
