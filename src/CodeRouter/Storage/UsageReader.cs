using System.Globalization;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>
/// Answers one usage query: whole months, days and hours from the roll-ups, the ragged ends and single sessions from the steps. By session it reads the
/// session roll-up, and the steps of those sessions only that stick out of the time asked about.
/// </summary>
internal sealed class UsageReader(ILink link, UsageQuery query)
{
    // Sessions named in one question.
    private const int MostNamed = 500;

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
        else if (bySession || query.Session is not null || query.CacheHitsOnly)
        {
            ReadSteps(GroupOf(query.GroupBy), _since, _until);
            Sum(totals);
        }
        else
        {
            ReadAll(GroupOf(query.GroupBy));
            Sum(totals);
        }

        if (query.GroupBy is UsageGrouping.User or UsageGrouping.Team)
        {
            Label(query.GroupBy == UsageGrouping.User ? "user_label" : "coalesce(team_label, token_group)");
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
        // Labels are the keys', and change with them: read by key, and put together afterwards.
        UsageGrouping.Key or UsageGrouping.User or UsageGrouping.Team => new("coalesce(s.key_id, '')", "key_id"),
        UsageGrouping.Repo => new("coalesce(s.repository, '')", "repository"),
        UsageGrouping.Agent => new("coalesce(s.agent, '')", "agent"),
        UsageGrouping.Tier => new("coalesce(s.tier, '')", "tier"),
        UsageGrouping.Day => new($"s.at / {StepTime.Day}", "slot / 24", "slot"),
        UsageGrouping.Way => new($"coalesce(s.model, '') || '{UsageQuery.Joint}' || coalesce(s.tier, '') || '{UsageQuery.Joint}' || coalesce(s.baseline_model, '')", $"model || '{UsageQuery.Joint}' || tier || '{UsageQuery.Joint}' || baseline_model") { By = "model, tier, baseline_model" },
        _ => throw new ArgumentOutOfRangeException(nameof(grouping), grouping, "not a grouping"),
    };

    /// <summary>Whole months, then the whole days that stick out, then hours, then the steps that stick out of those.</summary>
    private void ReadAll(Grouping group)
    {
        var hours = Whole(_since, _until, StepTime.Hour);
        ReadEdges(_since, _until, hours * StepTime.Hour, (from, to) => ReadSteps(group, from, to));
        if (!hours.IsSome)
        {
            return;
        }

        var days = Whole(hours.From, hours.To, 24);
        ReadEdges(hours.From, hours.To, days * 24, (from, to) => ReadRollUp("usage_hour", SumColumns.OverRollUps(link.Words, query.Only), group.Hour, from, to));
        if (!days.IsSome)
        {
            return;
        }

        if (query.GroupBy == UsageGrouping.Day)
        {
            ReadRollUp("usage_day", SumColumns.OverRollUps(link.Words, query.Only), group.Day, days.From, days.To);
            return;
        }

        var months = new Stretch(days.From is { } first ? Months.From(first) : null, days.To is { } end ? Months.Until(end) : null);
        ReadEdges(days.From, days.To, new Stretch(Months.FirstDay(months.From), Months.FirstDay(months.To)), (from, to) => ReadRollUp("usage_day", SumColumns.OverRollUps(link.Words, query.Only), group.Day, from, to));
        if (months.IsSome)
        {
            ReadRollUp("usage_month", SumColumns.OverMonths(query.Only), group.Day, months.From, months.To);
        }
    }

    private static Stretch Whole(long? from, long? to, long unit) => new((from + unit - 1) / unit, to / unit);

    private static void ReadEdges(long? from, long? to, Stretch inner, Action<long?, long?> read)
    {
        if (!inner.IsSome)
        {
            read(from, to);
            return;
        }

        if (inner.From > from)
        {
            read(from, inner.From);
        }

        if (inner.To < to)
        {
            read(inner.To, to);
        }
    }

    private void ReadRollUp(string table, string columns, string group, long? from, long? to)
    {
        using var rows = new Question($"SELECT {group}, {columns} FROM {table}")
            .WhereMicros("slot", from, to).WhereKey("key_id", query.KeyId).WhereEqual("model", query.Model)
            .WhereEqual("phase", query.Phase).WhereEqual("agent", query.Agent).Then("GROUP BY " + GroupOf(query.GroupBy).By).On(link);
        Read(rows);
    }

    private void ReadSteps(Grouping group, long? since, long? until)
    {
        using var steps = new Question($"SELECT {group.Step}, {SumColumns.OverSteps(link.Words, query.Only)} FROM step s")
            .WhereMicros("s.at", since, until).WhereEqual("s.session", query.Session).WhereKey("s.key_id", query.KeyId)
            .WhereEqual("s.model", query.Model).WhereEqual("s.phase", query.Phase).WhereEqual("s.agent", query.Agent).WhereIf(query.CacheHitsOnly, "s.cache_hit = 1").Then("GROUP BY " + group.By).On(link);
        Read(steps);
    }

    private void ReadSessions()
    {
        // The dearest first from an index that holds just this, near enough to tell which they are; all of the sums of those few only.
        string[] conditions = [.. new[] { _since is null ? null : "first_at >= @since", _until is null ? null : "last_at < @until", query.KeyId is null ? null : "key_id = @key" }.OfType<string>()];
        string dearest = $"""
            id IN (SELECT id FROM session {(conditions.Length == 0 ? "" : "WHERE " + string.Join(" AND ", conditions))}
            GROUP BY id ORDER BY sum(CAST(cost AS DOUBLE PRECISION)) DESC, sum(CAST(requests AS DOUBLE PRECISION)) DESC LIMIT {query.Limit.ToString(CultureInfo.InvariantCulture)})
            """;
        using (var whole = new Question($"SELECT id, {SumColumns.OverRollUps(link.Words, query.Only)} FROM session")
            .WhereMicros("first_at", _since, null).WhereMicros("last_at", null, _until).WhereKey("key_id", query.KeyId)
            .WhereIf(true, dearest).Then("GROUP BY 1").On(link))
        {
            Read(whole);
        }

        if (_since is null && _until is null)
        {
            return;
        }

        // By way of the few sessions, not of the many steps: no planner can know that few are open at one moment.
        foreach (var ofKey in SticksOut().GroupBy(static s => s.Key, static s => s.Id, StringComparer.Ordinal))
        {
            foreach (string[] sessions in ofKey.Chunk(MostNamed))
            {
                using var steps = new Question($"SELECT s.session, {SumColumns.OverSteps(link.Words, query.Only)} FROM step s").WhereAny("s.session", sessions)
                    .WhereKey("coalesce(s.key_id, '')", ofKey.Key).WhereMicros("+s.at", _since, _until).Then("GROUP BY 1").On(link);
                Read(steps);
            }
        }
    }

    /// <summary>Sessions that were open when the time asked about began or ended.</summary>
    private HashSet<(string Id, string Key)> SticksOut()
    {
        var sessions = new HashSet<(string, string)>();
        foreach (long end in new[] { _since, _until }.OfType<long>())
        {
            using var rows = new Question("SELECT id, key_id FROM session").Where("last_at >= @end", "@end", end).WhereIf(true, "first_at < @end").WhereKey("key_id", query.KeyId).On(link);
            while (rows.Read())
            {
                sessions.Add((rows.GetString(0), rows.GetString(1)));
            }
        }

        return sessions;
    }

    private void Read(IRows row)
    {
        while (row.Read())
        {
            string name = query.GroupBy == UsageGrouping.Day && row.IsWhole(0) ? DayName(row.GetInt64(0)) : row.GetString(0);
            Put(name, SumColumns.Read(row, 1));
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

    /// <summary>From one unit up to another; null is without a beginning or an end.</summary>
    private readonly record struct Stretch(long? From, long? To)
    {
        public bool IsSome => !(From >= To);

        public static Stretch operator *(Stretch stretch, long units) => new(stretch.From * units, stretch.To * units);
    }

    private static string DayName(long day) => DateTime.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Sum(UsageSums totals)
    {
        foreach (var sums in _groups.Values)
        {
            totals.Add(sums);
        }
    }

    private void Label(string label)
    {
        var keys = _groups.ToList();
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var rows = new Question($"SELECT id, coalesce({label}, '') FROM access_key").On(link))
        {
            while (rows.Read())
            {
                labels.Add(rows.GetString(0), rows.GetString(1));
            }
        }

        _groups.Clear();
        foreach (var (key, sums) in keys)
        {
            Put(labels.GetValueOrDefault(key, ""), sums);
        }
    }

    private void Put(string name, UsageSums sums)
    {
        if (!_groups.TryAdd(name, sums))
        {
            _groups[name].Add(sums);
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
        var (successful, failed, none) = (TasksOf(Verdict.Successful), TasksOf(Verdict.Failed), TasksOf(Verdict.None));
        return new TaskTotals(successful.Count, failed.Count, none.Count, successful.Usd + failed.Usd + none.Usd, successful.Usd + failed.Usd);
    }

    // One verdict at a time: each is a stretch of the index.
    private (long Count, decimal Usd) TasksOf(Verdict verdict)
    {
        using var row = new Question($"SELECT count(*), {string.Format(CultureInfo.InvariantCulture, link.Words.Halves, "t.cost")} FROM task t")
            .Where("t.verdict = @verdict", "@verdict", (long)verdict).WhereIf(verdict == Verdict.None, "t.human = 1")
            .WhereMicros("t.started_at", _since, _until).WhereEqual("t.session", query.Session).WhereKey("t.key_id", query.KeyId).On(link);
        row.Read();
        return (row.GetInt64(0), PicoDollars.ToUsd(row.GetInt64(1), row.GetInt64(2)));
    }

    // They stand in the names already: the sums need not be read again for them.
    private IReadOnlyList<string> BaselinesOfWays() =>
        [.. _groups.GroupBy(static g => g.Key[(g.Key.LastIndexOf(UsageQuery.Joint) + 1)..], StringComparer.Ordinal).Where(static b => b.Key.Length > 0)
            .OrderByDescending(static b => b.Sum(static g => g.Value[Measure.Requests])).Select(static b => b.Key)];

    private IReadOnlyList<string> Baselines()
    {
        using var row = query.Session is null
            ? new Question($"SELECT baseline_model, sum(requests) FROM {(_since is null && _until is null ? "usage_month" : "usage_day")}").Where("baseline_model <> @none", "@none", "")
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
