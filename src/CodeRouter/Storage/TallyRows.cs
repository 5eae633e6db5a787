using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Reads the tallies.</summary>
internal static class TallyRows
{
    /// <summary>How a kind is called in the tables.</summary>
    public static string Word(TallyKind kind) => kind switch
    {
        TallyKind.Rule => "rule",
        TallyKind.Mode => "mode",
        TallyKind.Raised => "raised",
        TallyKind.Guard => "guard",
        TallyKind.ChannelOk => "channel_ok",
        TallyKind.ChannelFailed => "channel_failed",
        TallyKind.TestsPassed => "tests_passed",
        TallyKind.TestsFailed => "tests_failed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of tally"),
    };

    public static IReadOnlyList<Tally> Read(ILink link, TallyKind kind, DateTimeOffset? since, bool byHour)
    {
        using var rows = new Question($"SELECT name, {(byHour ? "slot" : "0")}, sum(count) FROM tally").WhereEqual("kind", Word(kind))
            .WhereMicros("slot", since is { } from ? StepTime.ToMicros(from) / StepTime.Hour : null, null)
            .Then(byHour ? "GROUP BY name, slot ORDER BY slot, name" : "GROUP BY name ORDER BY 3 DESC, name").On(link);
        var tallies = new List<Tally>();
        while (rows.Read())
        {
            tallies.Add(new Tally(rows.GetString(0), byHour ? DateTimeOffset.UnixEpoch.AddHours(rows.GetInt64(1)) : null, rows.GetInt64(2)));
        }

        return tallies;
    }
}
