using CodeRouter.Cache;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

/// <summary>What is kept beside the books, the same in either store: notes, outcomes to learn from, answers given again, conversations.</summary>
public abstract class SideTablesContract
{
    private static readonly Lazy<byte[]> Sealing = new(static () => [.. Enumerable.Range(0, 32).Select(static i => (byte)i)]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal abstract IDatabase Database { get; }

    internal abstract ILedgerStore Store { get; }

    [Fact]
    public void A_note_comes_back_byte_for_byte_and_the_newest_counts()
    {
        var notes = new NoteTables(Database);
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        notes.Write("a", all, Steps.Noon);
        notes.Write("b", [], Steps.Noon);

        Assert.Equal(all, notes.Read("a")!);
        Assert.Empty(notes.Read("b")!);
        Assert.Null(notes.Read("A"));
        Assert.Null(notes.Read("%"));
        notes.Write("a", [7], Steps.Noon.AddDays(1));
        Assert.Equal([7], notes.Read("a")!);
    }

    [Fact]
    public async Task Outcomes_are_read_on_from_a_place_each_once_and_feedback_with_the_steps_it_was_about()
    {
        var outcomes = new CodeRouter.Storage.OutcomeTables(Database);
        Assert.Equal(0, outcomes.PlaceBefore(0));
        Assert.Empty(outcomes.StepsAfter(0, 10));
        Store.Write([Steps.Human("a", 0), Steps.Answered("a", 1), Steps.Human("b", 2)]);
        await FeedbackAsync("f_1", "a");
        Store.Write([Steps.Answered("b", 3)]);
        await FeedbackAsync("f_2", "b");

        var first = outcomes.StepsAfter(0, 2);
        var rest = outcomes.StepsAfter(first[^1].Place, 10);
        Assert.Equal(["a 0", "a 1", "b 2", "b 3"], first.Concat(rest).Select(static s => $"{s.Step.Session} {(s.Step.At - Steps.Noon).TotalSeconds}"));
        Assert.Equal([rest[^1].Place, first[^1].Place, 0], new[] { 0, rest.Count, 4 }.Select(outcomes.PlaceBefore));
        Assert.Empty(outcomes.StepsAfter(rest[^1].Place, 10));

        var told = outcomes.FeedbackAfter("", 10);
        Assert.Equal(["f_1", "f_2"], told.Select(static f => f.Feedback.Id));
        Assert.Equal(["a", "a"], told[0].Steps.Select(static s => s.Session));
        Assert.Equal(("success", "tests"), (told[0].Feedback.Outcome, told[0].Feedback.Source));
        Assert.Equal("f_2", Assert.Single(outcomes.FeedbackAfter("f_1", 10)).Feedback.Id);
    }

    [Fact]
    public void A_kept_answer_is_found_by_its_tenant_only_until_it_expires()
    {
        var answers = new AnswerTables(Database, Sealing);
        var kept = Answer("t1", "q", Steps.Noon) with { Tags = new AnswererTags(Tier.Local, IsLocal: true, new DataTags("acme", null, "30d")) };
        answers.Keep(kept, 10);

        var found = answers.Find("t1", "q", Steps.Noon.AddMinutes(1));
        Assert.Equivalent(kept, found);
        Assert.Null(answers.Find("t2", "q", Steps.Noon));
        Assert.Null(answers.Find("t1", "other", Steps.Noon));
        Assert.Null(answers.Find("t1", "q", Steps.Noon.AddHours(2)));
        answers.Keep(kept with { Model = "newer" }, 10);
        Assert.Equal("newer", answers.Find("t1", "q", Steps.Noon)!.Model);
        answers.Drop("t1", "q");
        Assert.Null(answers.Find("t1", "q", Steps.Noon));
    }

    [Fact]
    public void Of_too_many_answers_the_oldest_go()
    {
        var answers = new AnswerTables(Database, Sealing);
        for (int i = 0; i < 6; i++)
        {
            answers.Keep(Answer("t", "q" + i, Steps.Noon.AddSeconds(i)), 3);
        }

        Assert.Equal(["q3", "q4", "q5"], Enumerable.Range(0, 6).Select(static i => "q" + i).Where(q => answers.Find("t", q, Steps.Noon) is not null));
    }

    [Fact]
    public void A_full_table_is_trimmed_for_many_rows_at_once_and_holds_little_more_than_it_may()
    {
        var answers = new AnswerTables(Database, Sealing);
        var responses = new ResponseTables(Database);
        for (int i = 0; i < 400; i++)
        {
            answers.Keep(Answer("t", "q" + i, Steps.Noon.AddSeconds(i)), 320);
            responses.Keep(Response("r" + i, "mine", null, i), Steps.Noon.AddDays(1), 3200);
        }

        Assert.InRange(Enumerable.Range(0, 400).Count(i => answers.Find("t", "q" + i, Steps.Noon) is not null), 320, 320 + (320 / 64));
        long each = Response("r", "mine", null, 0) is var one ? one.Input.Length + one.Output.Length : 0;
        Assert.InRange(Enumerable.Range(0, 400).Count(i => responses.Chain("r" + i, "mine", Steps.Noon).Count == 1) * each, 3200 - each, 3200 + (3200 / 64) + each);
    }

    [Fact]
    public void An_answer_that_was_changed_or_moved_to_another_tenant_is_dropped()
    {
        var answers = new AnswerTables(Database, Sealing);
        answers.Keep(Answer("mine", "q", Steps.Noon), 10);
        answers.Keep(Answer("mine", "r", Steps.Noon), 10);
        answers.Keep(Answer("mine", "s", Steps.Noon) with { Tags = new AnswererTags(Tier.Strong, IsLocal: false, new DataTags(null, "us", null)) }, 10);
        using (var link = Database.Connect())
        {
            link.Run("UPDATE cached_answer SET tenant = 'yours' WHERE key = 'q'");
            link.Run("UPDATE cached_answer SET model = 'dearer' WHERE key = 'r'");
            link.Run("UPDATE cached_answer SET tags = replace(tags, 'us', 'eu') WHERE key = 's'");
        }

        Assert.Null(answers.Find("yours", "q", Steps.Noon));
        Assert.Null(answers.Find("mine", "r", Steps.Noon));
        Assert.Null(answers.Find("mine", "s", Steps.Noon));
        using var look = Database.Connect();
        using var left = look.Query("SELECT 1 FROM cached_answer");
        Assert.False(left.Read());
    }

    [Fact]
    public void A_conversation_is_read_by_its_own_key_only_and_whole_or_not_at_all()
    {
        var responses = new ResponseTables(Database);
        responses.Keep(Response("r1", "mine", null, 0), Steps.Noon.AddDays(1), 1 << 20);
        responses.Keep(Response("r2", "mine", "r1", 1), Steps.Noon.AddDays(1), 1 << 20);
        responses.Keep(Response("r2", "yours", "r1", 1), Steps.Noon.AddDays(1), 1 << 20);

        Assert.Equal([("r1", "of r1"), ("r2", "of r2")], responses.Chain("r2", "mine", Steps.Noon).Select(static r => (r.Id, r.Session)));
        Assert.Empty(responses.Chain("r2", "yours", Steps.Noon));
        Assert.Empty(responses.Chain("r2", "theirs", Steps.Noon));
        Assert.Empty(responses.Chain("r_", "mine", Steps.Noon));
        Assert.Empty(responses.Chain("r2", "mine", Steps.Noon.AddDays(2)));
    }

    [Fact]
    public void Of_too_many_bytes_of_a_key_the_oldest_conversations_go_and_no_other_keys()
    {
        var responses = new ResponseTables(Database);
        responses.Keep(Response("other", "yours", null, 0), Steps.Noon.AddDays(1), 100);
        for (int i = 0; i < 5; i++)
        {
            responses.Keep(Response("r" + i, "mine", null, i), Steps.Noon.AddDays(1), 25);
        }

        Assert.Equal(["r3", "r4"], Enumerable.Range(0, 5).Select(static i => "r" + i).Where(r => responses.Chain(r, "mine", Steps.Noon).Count == 1));
        Assert.Single(responses.Chain("other", "yours", Steps.Noon));
    }

    [Fact]
    public void Values_of_placeholders_are_found_by_their_session_until_they_expire_and_lie_sealed()
    {
        var kept = new PlaceholderTables(Database, new SecretBox("one master key", ""));
        kept.Keep("key", "s1", new Dictionary<string, string> { ["REDACTED_A_1"] = "plain value ✓", ["REDACTED_B_2"] = "other" }, Steps.Noon, Steps.Noon.AddHours(1));
        kept.Keep("key", "s2", new Dictionary<string, string> { ["REDACTED_A_1"] = "of another" }, Steps.Noon, Steps.Noon.AddHours(9));

        Assert.Equal(["REDACTED_A_1=plain value ✓", "REDACTED_B_2=other"], Found(kept, "s1", Steps.Noon));
        Assert.Equal(["REDACTED_A_1=of another"], Found(kept, "s2", Steps.Noon));
        Assert.Empty(kept.Find("", "s1", Steps.Noon));
        Assert.Empty(Found(kept, "s1", Steps.Noon.AddHours(2)));

        // Used again it lives on; what has expired goes with the next write.
        kept.Keep("key", "s1", new Dictionary<string, string> { ["REDACTED_B_2"] = "other" }, Steps.Noon.AddMinutes(30), Steps.Noon.AddHours(5));
        kept.Keep("key", "s3", new Dictionary<string, string>(), Steps.Noon.AddHours(2), Steps.Noon.AddHours(3));
        Assert.Equal(["REDACTED_B_2=other"], Found(kept, "s1", Steps.Noon));
        using var link = Database.Connect();
        using (var rows = link.Query("SELECT sealed FROM placeholder"))
        {
            while (rows.Read())
            {
                Assert.DoesNotContain("other", rows.GetString(0), StringComparison.Ordinal);
            }
        }

        // Another deployment's key opens nothing, and what was moved to another session is not its.
        Assert.Empty(new PlaceholderTables(Database, new SecretBox("another key", "")).Find("key", "s1", Steps.Noon));
        link.Run("UPDATE placeholder SET session = 's4' WHERE session = 's2'");
        Assert.Empty(kept.Find("key", "s4", Steps.Noon));
    }

    private static IEnumerable<string> Found(PlaceholderTables kept, string session, DateTimeOffset now) => kept.Find("key", session, now).Select(static f => $"{f.Key}={f.Value}").Order(StringComparer.Ordinal);

    [Fact]
    public void A_refusal_comes_back_whole_by_its_ids_and_to_its_own_key_only()
    {
        var refusals = new RefusalTables(Database);
        var step = Refused(1, "k1");
        refusals.Keep([new(step, true)]);
        refusals.Keep([new(step, true), new(Refused(2, null, "e_bad\0 name"), false)]);

        foreach (string id in (string[])[step.Id, step.ErrorId!, step.RequestHash!])
        {
            Assert.Equal(step.ErrorMessage, refusals.Find(id, "k1")!.ErrorMessage);
            Assert.Equal(step.Id, refusals.Find(id, null)!.Id);
            Assert.Null(refusals.Find(id, "k2"));
        }

        Assert.Equal(step.DetailJson, refusals.Find(step.Id, null)!.DetailJson);
        Assert.Equal([(1, true), (2, false)], refusals.Latest(10, 10).Select(static r => ((int)(r.Step.At - Steps.Noon).TotalSeconds, r.IsCaller)));
        Assert.Empty(refusals.Latest(0, 0));
    }

    [Fact]
    public void Strangers_never_push_out_callers_and_of_too_many_refusals_the_oldest_go()
    {
        var refusals = new RefusalTables(Database);
        refusals.Keep([new(Refused(0, "k1"), true)]);
        for (int i = 0; i < 3; i++)
        {
            refusals.Keep([.. Enumerable.Range(1, RefusalTables.MostOfStrangers / 2).Select(n => new Refusal(Refused((i * 10_000) + n, null), false))]);
        }

        var left = refusals.Latest(int.MaxValue, int.MaxValue);
        Assert.Equal(RefusalTables.MostOfStrangers + 1, left.Count);
        Assert.True(left[0].IsCaller);
        Assert.Equal(10_001, (left[1].Step.At - Steps.Noon).TotalSeconds);
    }

    [Fact]
    public void Refusals_go_with_the_steps_of_their_age()
    {
        var refusals = new RefusalTables(Database);
        refusals.Keep([new(Refused(0, "k1"), true), new(Refused(7200, "k1"), true)]);

        while (Store.Prune(Steps.Noon.AddHours(1), Steps.Noon.AddHours(1)) > 0)
        {
        }

        Assert.Equal(7200, (Assert.Single(refusals.Latest(10, 10)).Step.At - Steps.Noon).TotalSeconds);
    }

    private static StepRecord Refused(int second, string? key, string? session = null) => Steps.Answered(session ?? "s" + second, second, null, s =>
        (s.State, s.Status, s.ErrorKind, s.ErrorMessage, s.ErrorId, s.KeyId) = (StepState.Refused, 403, "blocked_by_guard", "No.", "e_" + s.Id, key));

    private async Task FeedbackAsync(string id, string session) =>
        Assert.NotNull(await Store.AddFeedbackAsync(new Feedback { Id = id, At = Steps.Noon.AddMinutes(1), Session = session, Outcome = "success", Source = "tests" }, Cancel));

    private static CachedAnswer Answer(string tenant, string key, DateTimeOffset at) =>
        new(tenant, key, "d_1", WireFormat.AnthropicMessages, "m", new Usage(1, 2, 3, 4, 5, 6), [0, 1, 2, 255], at, at.AddHours(1));

    private static StoredResponse Response(string id, string key, string? previous, int second) =>
        new(id, key, "of " + id, Steps.Noon.AddSeconds(second), previous, "channel", WireFormat.OpenAIResponses, [1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
}
