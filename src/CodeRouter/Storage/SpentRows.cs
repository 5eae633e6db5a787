using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>What was spent, from the smallest table that knows.</summary>
internal static class SpentRows
{
    private const string Sum = "SELECT coalesce(sum(cost / 1000000), 0), coalesce(sum(cost % 1000000), 0)";

    public static decimal Read(ILink link, string? keyId, string? session, DateTimeOffset? since)
    {
        using var row = (session, since) switch
        {
            (null, null) => new Question(Sum + " FROM usage_day").WhereKey("key_id", keyId).On(link),
            (null, { } from) when StepTime.ToMicros(from) % StepTime.Day == 0 => new Question(Sum + " FROM usage_day").WhereKey("key_id", keyId)
                .WhereMicros("slot", StepTime.ToMicros(from) / StepTime.Day, null).On(link),
            (null, { } from) => new Question(Sum + " FROM usage_hour").WhereKey("key_id", keyId)
                .WhereMicros("slot", StepTime.ToMicros(from) / StepTime.Hour, null).On(link),
            (_, null) => new Question(Sum + " FROM session").WhereEqual("id", session).WhereKey("key_id", keyId).On(link),
            _ => new Question(Sum + " FROM step s").WhereEqual("s.session", session).WhereKey("s.key_id", keyId).WhereTime("s.at", since, null).On(link),
        };
        row.Read();
        return PicoDollars.ToUsd(row.GetInt64(0), row.GetInt64(1));
    }
}
