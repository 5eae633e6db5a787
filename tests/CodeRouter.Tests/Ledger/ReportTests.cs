using System.Text;
using System.Text.Json;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class ReportTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly SqliteLedgerStore _store;
    private readonly LedgerWriter _writer;
    private readonly RecentRefusals _refusals;

    public ReportTests()
    {
        _database = SqliteDatabase.Open(_folder.File("ledger.db"));
        _store = new SqliteLedgerStore(_database);
        _writer = LedgerWriter.Open(_folder.Path, _store);
        _refusals = new RecentRefusals(new RefusalTables(_database), TimeProvider.System);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Usage_says_what_was_used_what_it_would_have_cost_and_what_a_success_cost()
    {
        Write(Steps.Human("s", 0), Steps.Answered("s", 1, with: s => s.EvidenceOutcome = Core.Evidence.Outcome.TestPassed), Steps.Human("t", 2));

        var report = await UsageAsync(new UsageQuery { GroupBy = UsageGrouping.Model });

        var totals = report.GetProperty("totals");
        Assert.Equal(3, totals.GetProperty("requests").GetInt32());
        Assert.Equal("0.03", totals.GetProperty("cost_usd").GetRawText());
        Assert.Equal(300, totals.GetProperty("input_tokens").GetInt32());
        Assert.Equal(150, totals.GetProperty("cached_input_tokens").GetInt32());
        Assert.Equal(90, totals.GetProperty("cache_write_tokens").GetInt32());
        Assert.Equal(540, totals.GetProperty("total_input_tokens").GetInt32());
        Assert.Equal(90, totals.GetProperty("output_tokens").GetInt32());
        var counterfactual = report.GetProperty("counterfactual");
        Assert.Equal("claude-opus-4.8", counterfactual.GetProperty("baseline_model").GetString());
        Assert.Equal("0.3", counterfactual.GetProperty("cost_usd_high").GetRawText());
        Assert.Equal(90, counterfactual.GetProperty("savings_percent_high").GetDouble());
        var tasks = report.GetProperty("tasks");
        Assert.Equal(1, tasks.GetProperty("successful").GetInt32());
        Assert.Equal(1, tasks.GetProperty("no_verdict").GetInt32());
        Assert.Equal("0.02", tasks.GetProperty("cost_per_successful_task_usd").GetRawText());
        Assert.Equal("gpt-5-mini", report.GetProperty("groups")[0].GetProperty("model").GetString());
    }

    [Fact]
    public async Task Who_is_charged_by_a_ratio_saves_as_many_percent_as_everybody_else()
    {
        Write(Steps.Human("s", 0, 0.04m, s => (s.KeyId, s.Ratio, s.BaselineCostUsd) = ("k1", 2, 0.04m)), Steps.Human("t", 1, 0.01m, s => (s.KeyId, s.Ratio, s.BaselineCostUsd) = ("k1", 2, 0.06m)));

        var counterfactual = (await UsageAsync(new UsageQuery { KeyId = "k1", IsKeyHolders = true })).GetProperty("counterfactual");

        Assert.Equal((0.1m, 0.2m, 0.1m), (counterfactual.GetProperty("compared_cost_usd").GetDecimal(), counterfactual.GetProperty("cost_usd_high").GetDecimal(), counterfactual.GetProperty("savings_usd_high").GetDecimal()));
        Assert.Equal(50, counterfactual.GetProperty("savings_percent_high").GetDouble());
    }

    [Fact]
    public async Task An_empty_ledger_reports_zeros_and_no_cost_per_success()
    {
        var report = await UsageAsync(new UsageQuery());

        Assert.Equal(0, report.GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("tasks").GetProperty("cost_per_successful_task_usd").ValueKind);
        Assert.Equal("named", report.GetProperty("counterfactual").GetProperty("baseline_model").GetString());
    }

    [Fact]
    public async Task A_decision_is_shown_with_the_members_of_its_detail_once_each()
    {
        var step = Steps.Answered(with: s => s.DetailJson = """{"signals":[{"name":"k"}],"model":"not this one","reasons":["r"]}"""u8.ToArray());
        Write(step);

        var report = await DecisionAsync(step.RequestHash!);

        Assert.Equal(step.Id, report.GetProperty("decision_id").GetString());
        Assert.Equal("answered", report.GetProperty("state").GetString());
        Assert.Equal("gpt-5-mini", report.GetProperty("model").GetString());
        Assert.Equal("k", report.GetProperty("signals")[0].GetProperty("name").GetString());
        Assert.Single(report.EnumerateObject(), m => m.NameEquals("model"));
    }

    [Fact]
    public async Task No_member_of_a_row_can_be_overruled_by_its_detail()
    {
        var step = Steps.Answered(with: s => s.DetailJson = null);
        Write(step);
        var names = (await DecisionAsync(step.Id)).EnumerateObject().Select(m => m.Name).ToList();
        var twin = Steps.Answered(second: 1, with: s => s.DetailJson = Encoding.UTF8.GetBytes($"{{{string.Join(',', names.Select(n => $"\"{n}\":\"forged\""))}}}"));
        Write(twin);

        Assert.DoesNotContain("forged", (await DecisionAsync(twin.Id)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_under_way_is_shown_as_running_and_to_its_own_key_only()
    {
        var step = Steps.Answered(with: s => s.KeyId = "k1");
        _writer.Begin(step);

        Assert.Equal("running", (await DecisionAsync(step.Id)).GetProperty("state").GetString());
        Assert.Null(await new DecisionReport(_writer, _store, _refusals).ForAsync(step.Id, "k2", Cancel));
        Assert.NotNull(await new DecisionReport(_writer, _store, _refusals).ForAsync(step.Id, "k1", Cancel));
        Assert.Null(await new DecisionReport(_writer, _store, _refusals).ForAsync("d_nobody", null, Cancel));
    }

    [Fact]
    public async Task While_the_store_fails_reports_answer_with_what_they_have()
    {
        using var folder = new TemporaryFolder();
        var broken = new BreakableStore(_store) { Broken = true };
        await using var writer = LedgerWriter.Open(folder.Path, broken, new LedgerWriterSettings { ReportWait = TimeSpan.FromMilliseconds(1) });
        var step = Steps.Answered();
        writer.Begin(step);
        writer.Complete(step);

        Assert.Equal(0, Parse(await new UsageReport(writer, broken).ForAsync(new UsageQuery(), null, null, Cancel)).GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Equal("answered", Parse((await new DecisionReport(writer, broken, _refusals).ForAsync(step.Id, null, Cancel))!).GetProperty("state").GetString());
        broken.Broken = false;
    }

    [Fact]
    public async Task Feedback_is_answered_with_what_it_was_applied_to()
    {
        var step = Steps.Human("s", 0);
        Write(step);

        var reply = await ReceiveAsync("""{"session_id":"s","outcome":"success","source":"tests","tests":{"passed":4,"failed":0},"score":0.5,"extra":[1]}""");

        Assert.Equal(202, reply.Status);
        using var json = JsonDocument.Parse(reply.Json);
        Assert.Equal(step.Id, json.RootElement.GetProperty("applied_to")[0].GetString());
        Assert.Equal("extra", Assert.Single(json.RootElement.GetProperty("ignored").EnumerateArray()).GetString());
        Assert.StartsWith("f_", json.RootElement.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("success", (await DecisionAsync(step.Id)).GetProperty("task").GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task A_claim_of_success_is_taken_down_and_told_what_would_make_it_count()
    {
        Write(Steps.Human("s", 0));

        var claim = await ReceiveAsync("""{"session_id":"s","outcome":"success","source":"agent"}""");
        using var told = JsonDocument.Parse(claim.Json);
        Assert.False(told.RootElement.GetProperty("is_verdict").GetBoolean());
        Assert.Contains("tests", told.RootElement.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Empty(claim.Tracks);
        Assert.Single((await ReceiveAsync("""{"session_id":"s","outcome":"failure","source":"agent"}""")).Tracks);
        Assert.Single((await ReceiveAsync("""{"session_id":"s","outcome":"success","source":"tests","tests":{"passed":1}}""")).Tracks);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("""{"session_id":"s","outcome":"success","source":"tests","tests":{"passed":9,"failed":1}}""", "tests.failed")]
    [InlineData("[]", "object")]
    [InlineData("{} {}", "JSON")]
    [InlineData("""{"outcome":"success"}""", "session_id")]
    [InlineData("""{"session_id":"s"}""", "outcome")]
    [InlineData("""{"session_id":"s","outcome":"great"}""", "great")]
    [InlineData("""{"session_id":"s","outcome":"success","source":"moon"}""", "moon")]
    [InlineData("""{"session_id":"s","outcome":"success","verdict":"meh"}""", "meh")]
    [InlineData("""{"session_id":7,"outcome":"success"}""", "session_id")]
    [InlineData("""{"session_id":"s","outcome":"success","score":2}""", "score")]
    [InlineData("""{"session_id":"s","outcome":"success","tests":[]}""", "tests")]
    [InlineData("""{"session_id":"s","outcome":"success","tests":{"passed":-1}}""", "tests.passed")]
    [InlineData("""{"session_id":"\ud800","outcome":"success"}""", "Unicode")]
    public async Task Malformed_feedback_is_refused_naming_what_is_wrong(string body, string named)
    {
        var reply = await ReceiveAsync(body);

        Assert.Equal(400, reply.Status);
        Assert.Contains(named, reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feedback_on_something_unknown_is_not_found()
    {
        Assert.Equal(404, (await ReceiveAsync("""{"decision_id":"d_nobody","outcome":"success"}""")).Status);
    }

    [Theory]
    [InlineData("group_by", "planet")]
    [InlineData("since", "whenever")]
    [InlineData("until", "-5")]
    public void A_usage_query_that_cannot_be_read_says_what_would_be_right(string name, string value)
    {
        Assert.Null(UsageQuery.Parse(n => n == name ? value : null, null, Steps.Noon, out string? problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void A_usage_query_reads_dates_seconds_and_ages_and_a_key_can_ask_about_itself_only()
    {
        UsageQuery Of(string since) => UsageQuery.Parse(n => n == "since" ? since : n == "key" ? "other" : null, "me", Steps.Noon, out _)!;

        Assert.Equal(Steps.Noon, Of("2026-08-03T12:00:00Z").Since);
        Assert.Equal(Steps.Noon.AddHours(-12), Of("2026-08-03").Since);
        Assert.Equal(Steps.Noon, Of("1785758400").Since);
        Assert.Equal(Steps.Noon.AddDays(-7), Of("7d").Since);
        Assert.Equal("me", Of("1h").KeyId);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _store.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    private void Write(params ReadOnlySpan<StepRecord> steps)
    {
        foreach (var step in steps)
        {
            _writer.Begin(step);
            _writer.Complete(step);
        }
    }

    private Task<FeedbackReply> ReceiveAsync(string body) =>
        new FeedbackReceiver(_writer, _store, TimeProvider.System).ReceiveAsync(Encoding.UTF8.GetBytes(body), null, Cancel);

    private async Task<JsonElement> UsageAsync(UsageQuery query) => Parse(await new UsageReport(_writer, _store).ForAsync(query, "named", null, Cancel));

    private async Task<JsonElement> DecisionAsync(string id) => Parse((await new DecisionReport(_writer, _store, _refusals).ForAsync(id, null, Cancel))!);

    private static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
