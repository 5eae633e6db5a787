using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Ledger;

/// <summary>What every store of the books must do. A store's test class names the store and inherits the rest.</summary>
public abstract class LedgerStoreContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal abstract ILedgerStore Store { get; }

    [Fact]
    public async Task Every_field_of_a_step_comes_back_as_it_went_in()
    {
        var step = Full();
        Store.Write([step]);

        var found = await Store.FindAsync(step.Id, null, Cancel);

        Assert.NotNull(found);
        foreach (var property in typeof(StepRecord).GetProperties())
        {
            Assert.Equal(property.GetValue(step), property.GetValue(found));
            // A field that the test leaves at its default would pass unread.
            Assert.NotEqual(property.GetValue(new StepRecord()), property.GetValue(step));
        }
    }

    [Fact]
    public async Task A_step_without_anything_optional_comes_back_empty()
    {
        Store.Write([new StepRecord { Id = "d_bare", At = Steps.Noon, Session = "s" }]);

        var found = await Store.FindAsync("d_bare", null, Cancel);

        Assert.NotNull(found);
        Assert.Null(found.CostUsd);
        Assert.Null(found.Model);
        Assert.Null(found.Tier);
        Assert.Null(found.EvidenceOutcome);
        Assert.Null(found.DetailJson);
    }

    [Fact]
    public async Task A_step_is_found_by_id_by_request_hash_and_by_its_errors_id()
    {
        Store.Write([Steps.Answered(second: 1, with: s => s.RequestHash = "h"), Steps.Answered(second: 2, with: s => (s.RequestHash, s.Model) = ("h", "newest"))]);
        Store.Write([Steps.Answered(second: 3, with: s => (s.State, s.ErrorId) = (StepState.Failed, "e_1"))]);

        Assert.Equal("newest", (await Store.FindAsync("h", null, Cancel))?.Model);
        Assert.Equal(StepState.Failed, (await Store.FindAsync("e_1", null, Cancel))?.State);
        Assert.Null(await Store.FindAsync("nobody", null, Cancel));
    }

    [Fact]
    public async Task A_key_sees_its_own_rows_only()
    {
        var mine = Steps.Answered("mine", 1, with: s => s.KeyId = "k1");
        var theirs = Steps.Answered("theirs", 2, with: s => s.KeyId = "k2");
        Store.Write([mine, theirs]);

        Assert.NotNull(await Store.FindAsync(mine.Id, "k1", Cancel));
        Assert.Null(await Store.FindAsync(theirs.Id, "k1", Cancel));
        Assert.Equal("mine", await SessionsAsync(new SessionQuery { KeyId = "k1" }));
        Assert.Single(await Store.StepsAsync(new StepQuery { KeyId = "k1" }, Cancel));
        Assert.Equal(1, (await Store.UsageAsync(new UsageQuery { KeyId = "k1" }, Cancel)).Totals.Whole(Measure.Requests));
        Assert.Null(await Store.AddFeedbackAsync(Judge("theirs", "success") with { KeyId = "k1" }, Cancel));
        Assert.Null(await Store.TaskOfAsync(theirs.Id, "k1", Cancel));
    }

    [Fact]
    public async Task A_step_written_twice_is_there_once_and_counted_once()
    {
        var step = Steps.Answered();
        Assert.Equal(1, Store.Write([step]));
        Assert.Equal(0, Store.Write([step]));
        Assert.Equal(1, Store.Write([step, Steps.Answered(second: 1)]));

        var usage = await Store.UsageAsync(new UsageQuery(), Cancel);
        Assert.Equal(2, usage.Totals.Whole(Measure.Requests));
        Assert.Equal(0.02m, usage.Totals.Usd(Measure.Cost));
        Assert.Equal(2, (await Store.SessionsAsync(new SessionQuery(), Cancel))[0].Sums.Whole(Measure.Requests));
    }

    [Fact]
    public async Task Sums_of_money_are_exact_beyond_64_bits()
    {
        Store.Write([.. Enumerable.Range(0, 3).Select(i => Steps.Answered("s" + i, i * 86_400, 9_000_000.000000000001m))]);

        Assert.Equal(27_000_000.000000000003m, (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals.Usd(Measure.Cost));
        Assert.Equal(27_000_000.000000000003m, (await Store.UsageAsync(new UsageQuery { Since = Steps.Noon.AddHours(-1).AddTicks(10), Model = "gpt-5-mini" }, Cancel)).Totals.Usd(Measure.Cost));
    }

    [Fact]
    public async Task Usage_counts_each_way_to_end_and_an_unknown_cost_is_not_zero()
    {
        Store.Write([
            Steps.Answered(second: 0),
            Steps.Answered(second: 1, cost: null),
            Steps.Answered(second: 2, cost: 0, with: s => s.State = StepState.Failed),
            Steps.Answered(second: 3, cost: 0.002m, with: s => s.State = StepState.Aborted),
            Steps.Answered(second: 4, cost: 0.003m, with: s => s.State = StepState.Truncated),
            Steps.Answered(second: 5, cost: 0, with: s => s.State = StepState.Refused),
            Steps.Answered(second: 6, cost: 0, with: s => (s.State, s.ReservedUsd) = (StepState.Interrupted, 0.75m)),
        ]);

        var totals = (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals;

        Assert.Equal(2, totals.Whole(Measure.Requests));
        Assert.Equal(1, totals.Whole(Measure.CostUnknown));
        Assert.Equal(1, totals.Whole(Measure.Failed));
        Assert.Equal(1, totals.Whole(Measure.Aborted));
        Assert.Equal(1, totals.Whole(Measure.Truncated));
        Assert.Equal(1, totals.Whole(Measure.Refused));
        Assert.Equal(1, totals.Whole(Measure.Interrupted));
        Assert.Equal(0.75m, totals.Usd(Measure.InterruptedReserved));
        Assert.Equal(0.015m, totals.Usd(Measure.Cost));
        // The step whose cost is unknown is left out on both sides of the comparison.
        Assert.Equal(1, totals.Whole(Measure.BaselineUnknown));
        Assert.Equal(0.3m, totals.Usd(Measure.BaselineCost));
        Assert.Equal(0.015m, totals.Usd(Measure.BaselineComparedCost));
    }

    public static TheoryData<UsageGrouping, int> Stretches()
    {
        var stretches = new TheoryData<UsageGrouping, int>();
        foreach (var grouping in Enum.GetValues<UsageGrouping>())
        {
            // Two days, and four months.
            stretches.Add(grouping, 1);
            stretches.Add(grouping, 60);
        }

        return stretches;
    }

    [Theory]
    [MemberData(nameof(Stretches))]
    public async Task Usage_over_any_stretch_of_time_is_what_adding_up_the_steps_gives(UsageGrouping grouping, int scale)
    {
        var random = new Random(7);
        var steps = Enumerable.Range(0, 400).Select(i => Random(random, i)).ToList();
        steps.ForEach(s => s.At = Steps.Noon + ((s.At - Steps.Noon) * scale));
        foreach (var batch in steps.Chunk(37))
        {
            Store.Write(batch);
        }

        for (int i = 0; i < 12; i++)
        {
            DateTimeOffset? since = i % 3 == 0 ? null : Steps.Noon.AddSeconds(random.Next(200_000) * scale);
            DateTimeOffset? until = i % 4 == 0 ? null : (since ?? Steps.Noon).AddSeconds(random.Next(100_000) * scale);
            string? key = i % 2 == 0 ? null : "k1";
            var answer = await Store.UsageAsync(new UsageQuery { GroupBy = grouping, Since = since, Until = until, KeyId = key }, Cancel);
            var chosen = steps.Where(s => (since is null || s.At >= since) && (until is null || s.At < until) && (key is null || s.KeyId == key)).ToList();

            Assert.Equal(Line(chosen), Line(answer.Totals));
            if (grouping != UsageGrouping.None)
            {
                Assert.Equal(
                    Lines(chosen.GroupBy(s => NameOf(s, grouping), StringComparer.Ordinal).Select(g => $"{g.Key}: {Line(g)}")),
                    Lines(answer.Groups.Select(g => $"{g.Name}: {Line(g.Sums)}")));
            }
        }
    }

    [Fact]
    public async Task Only_the_sums_that_are_wanted_are_read_and_they_are_the_same()
    {
        Store.Write([.. Enumerable.Range(0, 30).Select(i => Random(new Random(i), i))]);
        var query = new UsageQuery { GroupBy = UsageGrouping.Way };
        var whole = await Store.UsageAsync(query, Cancel);
        var some = await Store.UsageAsync(query with { Only = new HashSet<Measure> { Measure.Requests, Measure.Cost } }, Cancel);
        Assert.Equal((whole.Totals[Measure.Requests], whole.Totals[Measure.Cost]), (some.Totals[Measure.Requests], some.Totals[Measure.Cost]));
        Assert.Equal((0, 0), (some.Totals[Measure.OutputTokens], some.Totals[Measure.BaselineCost]));
        Assert.Equal(whole.Groups.Select(static g => g.Name), some.Groups.Select(static g => g.Name));
        Assert.Equal(whole.BaselineModels.Order(StringComparer.Ordinal), (await Store.UsageAsync(new UsageQuery(), Cancel)).BaselineModels.Order(StringComparer.Ordinal));
        Assert.Empty((await Store.UsageAsync(query with { SumsOnly = true }, Cancel)).BaselineModels);
    }

    [Fact]
    public async Task Sessions_are_listed_newest_first_and_a_search_takes_wildcards_literally()
    {
        Store.Write([Steps.Answered("a_b", 1), Steps.Answered("axb", 2), Steps.Answered("c%d", 3)]);

        Assert.Equal("c%d axb a_b", await SessionsAsync(new SessionQuery()));
        Assert.Equal("a_b", await SessionsAsync(new SessionQuery { Search = "a_b" }));
        Assert.Equal("c%d", await SessionsAsync(new SessionQuery { Search = "%" }));
        Assert.Empty(await Store.SessionsAsync(new SessionQuery { Search = "' OR 1=1 --" }, Cancel));
    }

    [Fact]
    public async Task Steps_of_a_session_come_newest_first_in_pages_and_failures_can_be_asked_for()
    {
        Store.Write([.. Enumerable.Range(0, 10).Select(i => Steps.Answered("s", i, with: s => s.State = i % 5 == 0 ? StepState.Failed : StepState.Answered))]);

        var page = await Store.StepsAsync(new StepQuery { Session = "s", Limit = 3, Offset = 2 }, Cancel);
        Assert.Equal([7, 6, 5], page.Select(s => (int)(s.At - Steps.Noon).TotalSeconds));
        Assert.All(page, s => Assert.Null(s.DetailJson));
        var failed = await Store.StepsAsync(new StepQuery { FailedOnly = true, WithDetail = true }, Cancel);
        Assert.Equal([5, 0], failed.Select(s => (int)(s.At - Steps.Noon).TotalSeconds));
        Assert.All(failed, s => Assert.NotNull(s.DetailJson));
    }

    [Fact]
    public async Task A_failed_batch_leaves_nothing_behind()
    {
        Assert.ThrowsAny<Exception>(() => Store.Write([Steps.Answered(), null!]));

        Assert.Equal(0, (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
        Store.Write([Steps.Answered(second: 5)]);
        Assert.Equal(1, (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
        Assert.Single(await Store.TasksAsync("s1", null, Cancel));
    }

    [Fact]
    public async Task What_was_spent_is_told_by_key_session_and_since_an_hour()
    {
        Store.Write([
            Steps.Answered("a", -7200, 1, s => s.KeyId = "k1"),
            Steps.Answered("a", 0, 2, s => s.KeyId = "k1"),
            Steps.Answered("b", 1, 4, s => s.KeyId = "k1"),
            Steps.Answered("b", 2, 8),
            Steps.Answered("b", 3, null),
        ]);

        async Task<decimal> Spent(SpendingQuery query) => (await Store.SpentAsync(query, Cancel)).Usd;
        Assert.Equal(15, await Spent(new()));
        Assert.Equal(14, await Spent(new(Since: Steps.Noon)));
        Assert.Equal(7, await Spent(new("k1")));
        Assert.Equal(6, await Spent(new("k1", Since: Steps.Noon)));
        Assert.Equal(12, await Spent(new(Session: "b")));
        Assert.Equal(4, await Spent(new("k1", "b")));
        Assert.Equal(8, await Spent(new("", "b")));
        Assert.Equal(2, await Spent(new("k1", "a", Since: Steps.Noon)));
        Assert.Equal(0, await Spent(new("nobody")));
        Assert.Equal(new Spending(7, 7, 3 * 210), await Store.SpentAsync(new("k1"), Cancel));
    }

    [Fact]
    public async Task What_the_router_asked_for_itself_counts_in_dollars_and_no_key_is_charged_for_it()
    {
        Store.Write([Steps.Answered("a", 0, 2, s => (s.KeyId, s.RouterCostUsd) = ("k1", 0.5m))]);

        var spent = new Spending(2.5m, 2, 210);
        Assert.Equal(spent, await Store.SpentAsync(new(), Cancel));
        Assert.Equal(spent, await Store.SpentAsync(new("k1", Since: Steps.Noon), Cancel));
        Assert.Equal(spent, await Store.SpentAsync(new("k1", "a"), Cancel));
        Assert.Equal(spent, await Store.SpentAsync(new("k1", "a", Since: Steps.Noon), Cancel));
    }

    [Fact]
    public async Task What_a_token_group_used_and_is_charged_is_told_by_day()
    {
        Store.Write([
            Steps.Answered("a", -86_400, 1, s => (s.KeyId, s.TokenGroup, s.BilledUsd) = ("k1", "team", 1.5m)),
            Steps.Answered("a", 0, 2, s => (s.KeyId, s.TokenGroup, s.BilledUsd) = ("k1", "team", 3)),
            Steps.Answered("b", 1, 4, s => (s.KeyId, s.TokenGroup, s.BilledUsd) = ("k2", "team", 6)),
            Steps.Answered("b", 2, 8, s => (s.KeyId, s.TokenGroup) = ("k2", "other")),
        ]);

        Assert.Equal(new Spending(7, 10.5m, 3 * 210), await Store.SpentAsync(new(TokenGroup: "team"), Cancel));
        Assert.Equal(new Spending(6, 9, 2 * 210), await Store.SpentAsync(new(TokenGroup: "team", Since: Steps.Noon.AddHours(-12)), Cancel));
        Assert.Equal(new Spending(0, 0, 0), await Store.SpentAsync(new(TokenGroup: "nobody"), Cancel));
        Assert.Equal(14, (await Store.SpentAsync(new("k2"), Cancel)).BilledUsd);
        Assert.Equal(18.5m, (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals.Usd(Measure.Billed));
    }

    [Theory]
    [InlineData(UsageGrouping.None)]
    [InlineData(UsageGrouping.Model)]
    [InlineData(UsageGrouping.Session)]
    [InlineData(UsageGrouping.Day)]
    public async Task What_resellers_said_they_charged_stands_beside_the_same_calls_by_the_prices_here(UsageGrouping by)
    {
        Store.Write([
            Steps.Answered("a", -65 * 86_400, 1, s => s.ReportedCostUsd = 1.25m),
            Steps.Answered("a", 0, 2, s => s.ReportedCostUsd = 1.5m),
            Steps.Answered("b", 1, 4),
        ]);
        Store.Write([Steps.Answered("a", 2, 8, s => s.ReportedCostUsd = 9m)]);

        Assert.Equal((3, 11.75m, 11m), await Told(new UsageQuery { GroupBy = by }));
        Assert.Equal((2, 10.5m, 10m), await Told(new UsageQuery { GroupBy = by, Since = Steps.Noon.AddMinutes(-10) }));
        Assert.Equal((1, 9m, 8m), await Told(new UsageQuery { GroupBy = by, Since = Steps.Noon.AddSeconds(1) }));
        Assert.Equal((3, 11.75m, 11m), await Told(new UsageQuery { GroupBy = by, Session = "a" }));
        Assert.Equal((0, 0m, 0m), await Told(new UsageQuery { GroupBy = by, Session = "b" }));

        async Task<(long, decimal, decimal)> Told(UsageQuery query)
        {
            var answer = await Store.UsageAsync(query, Cancel);
            Assert.True(by == UsageGrouping.None || answer.Totals[Measure.ReportedCost] == answer.Groups.Sum(static g => g.Sums[Measure.ReportedCost]));
            return (answer.Totals.Whole(Measure.Reported), answer.Totals.Usd(Measure.ReportedCost), answer.Totals.Usd(Measure.ReportedComparedCost));
        }
    }

    [Fact]
    public async Task Pruning_takes_details_then_steps_and_leaves_the_sums()
    {
        Store.Write([.. Enumerable.Range(0, 30).Select(i => Steps.Human("s", i * 3600))]);

        while (Store.Prune(Steps.Noon.AddHours(20), Steps.Noon.AddHours(10)) > 0)
        {
        }

        var left = await Store.StepsAsync(new StepQuery { WithDetail = true }, Cancel);
        Assert.Equal(20, left.Count);
        Assert.Equal(10, left.Count(s => s.DetailJson is not null));
        Assert.All(left, s => Assert.Equal(s.At >= Steps.Noon.AddHours(20), s.DetailJson is not null));
        var usage = await Store.UsageAsync(new UsageQuery(), Cancel);
        Assert.Equal(30, usage.Totals.Whole(Measure.Requests));
        Assert.Equal(30, usage.Tasks.NoVerdict);
    }

    [Fact]
    public async Task What_is_counted_by_name_reads_back_by_hour_and_in_all()
    {
        static void Raised(StepRecord s) => (s.Mode, s.Rule, s.Tier, s.DetailJson) =
            ("rule", "proofs", Tier.Strong, """{"mode":"rule","reasons":[{"code":"evidence","text":"3 failed: up from cheap to strong"}],"guards":{"secrets:aws":2,"pii:email":1}}"""u8.ToArray());
        static void Held(StepRecord s) => s.DetailJson = """{"mode":"auto","reasons":[{"code":"held","text":"3 failed: up from here nothing is stronger, \"code\":\"evidence\","}]}"""u8.ToArray();
        Store.Write([Steps.Human("a", 0), Steps.Answered("a", 1, with: Raised), Steps.Answered("a", 2, with: Held)]);
        Store.Write([Steps.Answered("a", 3600, with: Raised), Steps.Answered("a", 3601, with: s => (s.State, s.Attempts) = (StepState.Failed, "m@one 500, m@two 503"))]);

        Assert.Equal("strong 2", await TalliesAsync(TallyKind.Raised));
        Assert.Equal("proofs 2", await TalliesAsync(TallyKind.Rule));
        Assert.Equal("auto 3, rule 2", await TalliesAsync(TallyKind.Mode));
        Assert.Equal("secrets:aws 4, pii:email 2", await TalliesAsync(TallyKind.Guard));
        Assert.Equal("openai 4", await TalliesAsync(TallyKind.ChannelOk));
        Assert.Equal("one 1, two 1", await TalliesAsync(TallyKind.ChannelFailed));

        // Hours are counted from their beginning, the oldest first; the hour that was asked about is in.
        Assert.Equal("12 openai 3, 13 openai 1", await TalliesAsync(TallyKind.ChannelOk, byHour: true));
        Assert.Equal("openai 1", await TalliesAsync(TallyKind.ChannelOk, since: Steps.Noon.AddMinutes(90)));
        Assert.Equal("", await TalliesAsync(TallyKind.ChannelOk, since: Steps.Noon.AddHours(2)));
    }

    [Fact]
    public async Task Test_runs_are_counted_by_the_tier_that_worked_before_them()
    {
        Store.Write([
            Steps.Human("a", 0),
            Steps.Answered("a", 1, with: s => (s.EvidenceOutcome, s.Tier) = (Core.Evidence.Outcome.TestFailed, Tier.Strong)),
            Steps.Answered("a", 2, with: s => s.EvidenceOutcome = Core.Evidence.Outcome.TestPassed),
        ]);

        Assert.Equal("cheap 1", await TalliesAsync(TallyKind.TestsFailed));
        Assert.Equal("strong 1", await TalliesAsync(TallyKind.TestsPassed));
    }

    private async Task<string> TalliesAsync(TallyKind kind, DateTimeOffset? since = null, bool byHour = false) =>
        string.Join(", ", (await Store.TalliesAsync(kind, since, byHour, Cancel)).Select(t => $"{(t.Hour is { } hour ? hour.Hour + " " : "")}{t.Name} {t.Count}"));

    [Fact]
    public async Task A_models_price_is_kept_with_the_time_it_came_into_force()
    {
        static ModelCard Card(string name, decimal? price) =>
            new() { Name = name, UpstreamModel = name, Tier = Tier.Cheap, Price = new Price { Input = price, Output = 15, Steps = [new PriceStep(200_000, new Price { Input = 6 })] } };

        Assert.Equal(2, Store.KeepModels([Card("a", 3), Card("b", null)], Steps.Noon));
        Assert.Equal(0, Store.KeepModels([Card("a", 3.0m), Card("b", null)], Steps.Noon.AddDays(1)));
        Assert.Equal(2, Store.KeepModels([Card("a", 2)], Steps.Noon.AddDays(2)));
        Assert.Equal(1, Store.KeepModels([Card("a", 2), Card("b", null)], Steps.Noon.AddDays(3)));

        var versions = await Store.ModelsAsync(Cancel);
        Assert.Equal("a0 a2 b0 b2 b3", string.Join(' ', versions.Select(v => $"{v.Name}{(v.ValidFrom - Steps.Noon).Days}")));
        Assert.Contains("\"prompt_per_1m\":3,", versions[0].Card, StringComparison.Ordinal);
        Assert.Contains("\"above_input_tokens\":200000", versions[0].Card, StringComparison.Ordinal);
        Assert.Null(versions[3].Card);
    }

    internal static Feedback Judge(string session, string outcome, string source = "tests", string? once = null) => new()
    {
        Id = StepId.New("f_", Steps.Noon),
        At = Steps.Noon,
        Session = session,
        Outcome = outcome,
        Source = source,
        IdempotencyKey = once,
    };

    private static StepRecord Random(Random random, int number)
    {
        var step = Steps.Answered("s" + random.Next(20), random.Next(250_000), random.Next(5) == 0 ? null : random.Next(1, 1000) * 0.000_001_7m);
        step.Id += number;
        step.Phase = (Phase)random.Next(4);
        step.Model = random.Next(8) == 0 ? null : "m" + random.Next(3);
        step.KeyId = random.Next(3) is > 0 and var key ? "k" + key : null;
        step.Repository = random.Next(2) == 0 ? null : "repo";
        step.Agent = random.Next(4) == 0 ? null : "codex";
        step.Tier = random.Next(5) is < 4 and var tier ? (Tier)tier : null;
        step.State = (StepState)random.Next(6);
        step.FirstByteMs = random.Next(3) == 0 ? null : 3;
        step.BaselineCostUsd = random.Next(6) == 0 ? null : 0.05m;
        return step;
    }

    private static string? NameOf(StepRecord s, UsageGrouping grouping) => grouping switch
    {
        UsageGrouping.Session => s.Session,
        UsageGrouping.Model => s.Model,
        UsageGrouping.Way => string.Join(UsageQuery.Joint, s.Model, s.Tier?.Name(), s.BaselineModel),
        UsageGrouping.Phase => s.Phase.Name(),
        UsageGrouping.Key => s.KeyId,
        // Labels of keys, of which none is kept here.
        UsageGrouping.User or UsageGrouping.Team => null,
        UsageGrouping.Repo => s.Repository,
        UsageGrouping.Agent => s.Agent,
        UsageGrouping.Tier => s.Tier?.Name(),
        _ => s.At.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private async Task<string> SessionsAsync(SessionQuery query) =>
        string.Join(' ', (await Store.SessionsAsync(query, Cancel)).Select(s => s.Id));

    private static string Line(IEnumerable<StepRecord> steps)
    {
        var all = new StepSums();
        foreach (var step in steps)
        {
            all.Add(step, 0);
        }

        // What a raise of the tier adds depends on the order of the steps and has its own test.
        return string.Join(' ', Enum.GetValues<Measure>().Where(m => m != Measure.BaselineExtraCost).Select(m => $"{m}={all[m]}"));
    }

    private static string Line(UsageSums sums) =>
        string.Join(' ', Enum.GetValues<Measure>().Where(m => m != Measure.BaselineExtraCost).Select(m => $"{m}={(long)sums[m]}"));

    internal static StepRecord Full() => new()
    {
        Id = "d_full",
        At = Steps.Noon.AddTicks(1230),
        Session = "sitzung-ä",
        Track = "agent-7",
        Agent = "codex",
        AgentConfidence = 0.75,
        Kind = StepKind.ToolContinuation,
        Phase = Phase.Debug,
        PhaseConfidence = 0.5,
        Difficulty = 4,
        Risk = Risk.Security | Risk.MultiFile,
        HumanTurn = true,
        AskedModel = "coding-auto",
        Model = "m",
        UpstreamModel = "m-1",
        Channel = "c",
        Tier = Tier.Strong,
        Dialect = WireFormat.AnthropicMessages,
        UpstreamDialect = WireFormat.Gemini,
        Stream = true,
        Mode = "rule",
        Rule = "r",
        Reason = "because \"it\" 🙂",
        RequestHash = "h",
        RequestBytes = 1,
        ResponseBytes = 2,
        InputTokensEstimated = 3,
        Usage = new Usage(1, 2, 3, 4, 5, 6),
        UsageEstimated = true,
        CostUsd = 0.000000000001m,
        EstimatedCostUsd = 0.2m,
        BaselineModel = "b",
        BaselineCostUsd = 0.3m,
        RouterCostUsd = 0.4m,
        SwitchCostUsd = -0.5m,
        ReservedUsd = 0.6m,
        Status = 502,
        State = StepState.Truncated,
        ErrorKind = "cut",
        ErrorMessage = "the upstream closed",
        ErrorId = "e",
        Attempts = "c: 500",
        FirstByteMs = 1.5,
        TotalMs = 2.5,
        KeyId = "k",
        EvidenceOutcome = Outcome.TestFailed,
        EvidenceSummary = "3 failed",
        CacheHit = true,
        Loss = "images",
        Repository = "repo",
        Generation = 9,
        TokenGroup = "team",
        BilledUsd = 0.5m,
        Language = "python",
        ReportedCostUsd = 0.7m,
        DetailJson = "{}"u8.ToArray(),
    };
}
