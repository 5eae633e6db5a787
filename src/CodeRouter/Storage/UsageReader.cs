using System.Globalization;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>
/// Answers one usage query: whole days and hours from the roll-ups, the ragged ends and single sessions from the steps. By session it reads the
/// session roll-up, and the steps of those sessions only that stick out of the time asked about.
/// </summary>
internal sealed class UsageReader(ILink link, UsageQuery query)
{
    private readonly long? _since = query.Since is { } since ? StepTime.ToMicros(since) : null;
    private readonly long? _until = query.Until is { } until ? StepTime.ToMicros(until) : null;
    private readonly Dictionary<string, UsageSums> _groups = new(StringComparer.Ordinal);

    public UsageAnswer Answer()
    {
        var totals = new UsageSums();
        bool bySession = query.GroupBy == UsageGrouping.Session;
        if (bySession && query is { Session: null, Model: null, Phase: null, Agent: null })
        {
            ReadAll(GroupOf(UsageGrouping.None));
            TakeGroups(totals);
            ReadSessions();
        }
        else if (bySession || query.Session is not null)
        {
            ReadSteps(GroupOf(query.GroupBy), _since, _until, null);
            Sum(totals);
        }
        else
        {
            ReadAll(GroupOf(query.GroupBy));
            Sum(totals);
        }

        return query.SumsOnly ? new UsageAnswer(totals, new TaskTotals(0, 0, 0, 0, 0), Groups(), [])
            : new UsageAnswer(totals, Tasks(), Groups(), query.GroupBy == UsageGrouping.Way ? BaselinesOfWays() : Baselines());
    }

    private static Grouping GroupOf(UsageGrouping grouping) => grouping switch
    {
        UsageGrouping.None => new("''", "''"),
        UsageGrouping.Session => new("s.session", "''"),
        UsageGrouping.Model => new("coalesce(s.model, '')", "model"),
        UsageGrouping.Phase => new("s.phase", "phase"),
        UsageGrouping.Key => new("coalesce(s.key_id, '')", "key_id"),
        UsageGrouping.Repo => new("coalesce(s.repository, '')", "repository"),
        UsageGrouping.Agent => new("coalesce(s.agent, '')", "agent"),
        UsageGrouping.Tier => new("coalesce(s.tier, '')", "tier"),
        UsageGrouping.Day => new($"s.at / {StepTime.Day}", "slot / 24", "slot"),
        UsageGrouping.Way => new($"coalesce(s.model, '') || '{UsageQuery.Joint}' || coalesce(s.tier, '') || '{UsageQuery.Joint}' || coalesce(s.baseline_model, '')", $"model || '{UsageQuery.Joint}' || tier || '{UsageQuery.Joint}' || baseline_model") { By = "model, tier, baseline_model" },
        _ => throw new ArgumentOutOfRangeException(nameof(grouping), grouping, "not a grouping"),
    };

    /// <summary>Whole days, then the whole hours that stick out, then the steps that stick out of those.</summary>
    private void ReadAll(Grouping group)
    {
        var hours = Inner(_since, _until, StepTime.Hour);
        var days = Inner(hours.From, hours.To, 24);
        ReadEdges(_since, _until, hours, StepTime.Hour, (from, to) => ReadSteps(group, from, to, null));
        if (hours.IsSome)
        {
            ReadEdges(hours.From, hours.To, days, 24, (from, to) => ReadRollUp("usage_hour", group.Hour, from, to));
            if (days.IsSome)
            {
                ReadRollUp("usage_day", group.Day, days.From, days.To);
            }
        }
    }

    // The whole units within a stretch; without an end it goes on for ever.
    private static (long? From, long? To, bool IsSome) Inner(long? from, long? to, long unit)
    {
        long? first = (from + unit - 1) / unit;
        long? end = to / unit;
        return (first, end, !(first >= end));
    }

    private static void ReadEdges(long? from, long? to, (long? From, long? To, bool IsSome) inner, long unit, Action<long?, long?> read)
    {
        if (!inner.IsSome)
        {
            read(from, to);
            return;
        }

        if (inner.From * unit > from)
        {
            read(from, inner.From * unit);
        }

        if (inner.To * unit < to)
        {
            read(inner.To * unit, to);
        }
    }

    private void ReadRollUp(string table, string group, long? from, long? to)
    {
        using var rows = new Question($"SELECT {group}, {SumColumns.OverSomeRollUps(query.Only)} FROM {table}")
            .WhereMicros("slot", from, to).WhereKey("key_id", query.KeyId).WhereEqual("model", query.Model)
            .WhereEqual("phase", query.Phase).WhereEqual("agent", query.Agent).Then("GROUP BY " + GroupOf(query.GroupBy).By).On(link);
        Read(rows);
    }

    private void ReadSteps(Grouping group, long? since, long? until, string? condition)
    {
        using var steps = new Question($"SELECT {group.Step}, {SumColumns.OverSteps(link.Words, query.Only)} FROM step s")
            .WhereMicros(condition is null ? "s.at" : "+s.at", since, until).WhereEqual("s.session", query.Session).WhereKey("s.key_id", query.KeyId)
            .WhereEqual("s.model", query.Model).WhereEqual("s.phase", query.Phase).WhereEqual("s.agent", query.Agent)
            .WhereIf(condition is not null, condition!).Then("GROUP BY " + group.By).On(link);
        Read(steps);
    }

    private void ReadSessions()
    {
        using (var whole = new Question($"SELECT id, {SumColumns.OverRollUps} FROM session")
            .WhereMicros("first_at", _since, null).WhereMicros("last_at", null, _until).WhereKey("key_id", query.KeyId)
            .Then("GROUP BY 1 ORDER BY sum(cost / 1000000) DESC, sum(requests) DESC LIMIT " + query.Limit.ToString(CultureInfo.InvariantCulture)).On(link))
        {
            Read(whole);
        }

        if (_since is null && _until is null)
        {
            return;
        }

        // By way of the few sessions, not of the many steps: the plus keeps the planner from the index on time.
        string[] ends = [.. new[] { _since is null ? null : "@since", _until is null ? null : "@until" }.OfType<string>()];
        string sticksOut = string.Join(" OR ", ends.Select(static end => $"(p.first_at < {end} AND p.last_at >= {end})"));
        ReadSteps(GroupOf(UsageGrouping.Session), _since, _until, $"""
            s.session IN (SELECT p.id FROM session p WHERE {sticksOut})
            AND EXISTS (SELECT 1 FROM session p WHERE p.id = s.session AND p.key_id = coalesce(s.key_id, '') AND ({sticksOut}))
            """);
    }

    private void Read(IRows row)
    {
        while (row.Read())
        {
            string name = query.GroupBy == UsageGrouping.Day && row.IsWhole(0) ? DayName(row.GetInt64(0)) : row.GetString(0);
            var sums = SumColumns.Read(row, 1);
            if (_groups.TryGetValue(name, out var known))
            {
                known.Add(sums);
            }
            else
            {
                _groups.Add(name, sums);
            }
        }
    }

    /// <summary>What is grouped by, over steps and over each roll-up.</summary>
    private sealed record Grouping(string Step, string Hour, string Day)
    {
        /// <summary>Columns rather than what is made of them are sorted quicker.</summary>
        public string By { get; init; } = "1";

        public Grouping(string step, string rollUp)
            : this(step, rollUp, rollUp)
        {
        }
    }

    private static string DayName(long day) => DateTime.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Sum(UsageSums totals)
    {
        foreach (var sums in _groups.Values)
        {
            totals.Add(sums);
        }
    }

    private void TakeGroups(UsageSums totals)
    {
        Sum(totals);
        _groups.Clear();
    }

    private IReadOnlyList<UsageGroup> Groups()
    {
        if (query.GroupBy == UsageGrouping.None)
        {
            return [];
        }

        var groups = _groups.Select(static g => new UsageGroup(g.Key.Length == 0 ? null : g.Key, g.Value));
        var ordered = query.GroupBy == UsageGrouping.Day
            ? groups.OrderByDescending(static g => g.Name, StringComparer.Ordinal)
            : groups.OrderByDescending(static g => g.Sums[Measure.Cost]).ThenByDescending(static g => g.Sums[Measure.Requests]).ThenBy(static g => g.Name, StringComparer.Ordinal);
        return [.. ordered.Take(query.Limit)];
    }

    private TaskTotals Tasks()
    {
        using var row = new Question("SELECT t.verdict, count(*), coalesce(sum(t.cost / 1000000), 0), coalesce(sum(t.cost % 1000000), 0) FROM task t")
            .WhereIf(true, "(t.human = 1 OR t.verdict <> 0)").WhereMicros("t.started_at", _since, _until).WhereEqual("t.session", query.Session)
            .WhereKey("t.key_id", query.KeyId).Then("GROUP BY 1").On(link);
        var counts = new Dictionary<Verdict, (long Count, decimal Usd)>();
        while (row.Read())
        {
            counts[(Verdict)row.GetInt32(0)] = (row.GetInt64(1), PicoDollars.ToUsd(row.GetInt64(2), row.GetInt64(3)));
        }

        var successful = counts.GetValueOrDefault(Verdict.Successful);
        var failed = counts.GetValueOrDefault(Verdict.Failed);
        var none = counts.GetValueOrDefault(Verdict.None);
        return new TaskTotals(successful.Count, failed.Count, none.Count, successful.Usd + failed.Usd + none.Usd, successful.Usd + failed.Usd);
    }

    // They stand in the names already: the sums need not be read again for them.
    private IReadOnlyList<string> BaselinesOfWays() =>
        [.. _groups.GroupBy(static g => g.Key[(g.Key.LastIndexOf(UsageQuery.Joint) + 1)..], StringComparer.Ordinal).Where(static b => b.Key.Length > 0)
            .OrderByDescending(static b => b.Sum(static g => g.Value[Measure.Requests])).Select(static b => b.Key)];

    private IReadOnlyList<string> Baselines()
    {
        using var row = query.Session is null
            ? new Question("SELECT baseline_model, sum(requests) FROM usage_day").Where("baseline_model <> @none", "@none", "")
                .WhereMicros("slot", _since / StepTime.Day, (_until + StepTime.Day - 1) / StepTime.Day).WhereKey("key_id", query.KeyId)
                .Then("GROUP BY 1 ORDER BY 2 DESC").On(link)
            : new Question("SELECT s.baseline_model, count(*) FROM step s").Where("s.baseline_model <> @none", "@none", "")
                .WhereEqual("s.session", query.Session).WhereTime("s.at", query.Since, query.Until).WhereKey("s.key_id", query.KeyId)
                .Then("GROUP BY 1 ORDER BY 2 DESC").On(link);
        var names = new List<string>();
        while (row.Read())
        {
            names.Add(row.GetString(0));
        }

        return names;
    }
}
