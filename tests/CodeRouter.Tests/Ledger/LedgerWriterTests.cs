using System.Collections.Concurrent;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class LedgerWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly BreakableStore _store;

    public LedgerWriterTests()
    {
        _database = SqliteDatabase.Open(_folder.File("ledger.db"));
        _store = new BreakableStore(new SqliteLedgerStore(_database));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_completed_can_be_read_after_a_flush()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        var step = Steps.Answered();
        Assert.True(writer.Begin(step));
        Assert.Same(step, writer.Find(step.Id));
        writer.Complete(step);
        writer.Complete(step);
        await writer.FlushAsync(Cancel);

        Assert.NotNull(await _store.FindAsync(step.Id, null, Cancel));
        Assert.Equal(1, await RequestsAsync());
    }

    [Fact]
    public async Task Many_threads_lose_nothing_and_leave_no_journal_behind()
    {
        var settings = new LedgerWriterSettings { SegmentBytes = 64 * 1024 };
        await using (var writer = LedgerWriter.Open(_folder.Path, _store, settings))
        {
            Parallel.For(0, 4000, i =>
            {
                var step = Steps.Answered("s" + (i % 40), i);
                Assert.True(writer.Begin(step));
                writer.Complete(step);
            });
        }

        Assert.Equal(4000, await RequestsAsync());
        Assert.Empty(Directory.GetFiles(_folder.File("journal")));
    }

    [Fact]
    public async Task A_step_under_way_when_the_gateway_ended_is_found_interrupted_with_its_reservation()
    {
        var step = Steps.Answered(with: s => s.ReservedUsd = 0.25m);
        await using (var writer = LedgerWriter.Open(_folder.Path, _store))
        {
            writer.Begin(step);
        }

        await using var next = LedgerWriter.Open(_folder.Path, _store);
        var found = await _store.FindAsync(step.Id, null, Cancel);
        Assert.Equal(1, next.Interrupted);
        Assert.Equal(StepState.Interrupted, found?.State);
        Assert.Equal(0m, found?.CostUsd);
        Assert.Equal(0.25m, found?.ReservedUsd);
        Assert.NotNull(found?.DetailJson);
        Assert.Empty(Directory.GetFiles(_folder.File("journal")));
    }

    [Fact]
    public async Task While_the_store_fails_steps_wait_and_are_written_once_it_works_again()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        _store.Broken = true;
        for (int i = 0; i < 20; i++)
        {
            var step = Steps.Answered(second: i);
            Assert.True(writer.Begin(step));
            writer.Complete(step);
        }

        await _store.Failed.WaitAsync(Cancel);
        Assert.NotNull(writer.Trouble);
        _store.Broken = false;
        await writer.FlushAsync(Cancel);

        Assert.Null(writer.Trouble);
        Assert.Equal(20, await RequestsAsync());
    }

    [Fact]
    public async Task A_gateway_that_ends_while_the_store_fails_leaves_its_steps_to_the_next()
    {
        var steps = Enumerable.Range(0, 30).Select(i => Steps.Answered(second: i)).ToList();
        _store.Broken = true;
        await using (var writer = LedgerWriter.Open(_folder.Path, _store))
        {
            foreach (var step in steps)
            {
                writer.Begin(step);
                writer.Complete(step);
            }
        }

        _store.Broken = false;
        await using var next = LedgerWriter.Open(_folder.Path, _store);
        Assert.Equal(30, next.Recovered);
        Assert.Equal(0, next.Interrupted);
        Assert.Equal(30, await RequestsAsync());
        // The detail was journalled with the start only.
        Assert.NotNull((await _store.FindAsync(steps[3].Id, null, Cancel))?.DetailJson);
    }

    [Fact]
    public async Task Steps_the_store_has_already_are_not_counted_again_at_the_next_start()
    {
        var steps = Enumerable.Range(0, 5).Select(i => Steps.Answered(second: i)).ToList();
        _store.Broken = true;
        await using (var writer = LedgerWriter.Open(_folder.Path, _store))
        {
            steps.ForEach(s => writer.Begin(s));
            steps.ForEach(writer.Complete);
        }

        // As if the process had died between the store's commit and the journal's release.
        _store.Broken = false;
        _store.Write(steps);
        await using var next = LedgerWriter.Open(_folder.Path, _store);

        Assert.Equal(0, next.Recovered);
        Assert.Equal(5, await RequestsAsync());
    }

    [Fact]
    public async Task A_step_the_store_will_never_take_is_set_aside_and_the_others_go_on()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        for (int i = 0; i < 10; i++)
        {
            var step = Steps.Answered(i == 4 ? BreakableStore.Poison : "s", i);
            writer.Begin(step);
            writer.Complete(step);
        }

        await writer.FlushAsync(Cancel);

        Assert.Equal(9, await RequestsAsync());
        Assert.Equal(1, writer.SetAside.Count);
        byte[] kept = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_folder.File("set-aside"))), Cancel);
        Assert.True(JournalRecord.TryDecode(kept, out _, out var record, out _, out _));
        Assert.Equal(BreakableStore.Poison, record.Session);
        Assert.NotNull(record.DetailJson);
    }

    [Fact]
    public async Task A_full_disk_is_no_fault_of_the_steps_that_wait_for_room()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        var told = new List<string?>();
        writer.TroubleChanged += told.Add;
        _store.Full = true;
        for (int i = 0; i < 3; i++)
        {
            var step = Steps.Answered(second: i);
            writer.Begin(step);
            writer.Complete(step);
        }

        // By the sixth refusal the writer has looked at each step by itself.
        while (_store.Turned < 6)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Contains("disk is full", writer.Trouble, StringComparison.Ordinal);
        _store.Full = false;
        await writer.FlushAsync(Cancel);

        Assert.Equal(3, await RequestsAsync());
        Assert.Equal(0, writer.SetAside.Count);
        Assert.Collection(told, static t => Assert.Contains("disk is full", t, StringComparison.Ordinal), Assert.Null);
    }

    [Fact]
    public async Task A_step_that_cannot_be_set_aside_either_waits_in_the_journal()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        await File.WriteAllTextAsync(_folder.File("set-aside"), "", Cancel);
        var step = Steps.Answered(BreakableStore.Poison);
        writer.Begin(step);
        writer.Complete(step);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        Assert.NotNull(writer.Trouble);

        File.Delete(_folder.File("set-aside"));
        await writer.FlushAsync(Cancel);

        Assert.Equal(1, writer.SetAside.Count);
    }

    [Fact]
    public async Task A_step_the_store_will_never_take_does_not_keep_the_next_gateway_from_starting()
    {
        await using (var writer = LedgerWriter.Open(_folder.Path, _store))
        {
            writer.Begin(Steps.Answered(BreakableStore.Poison));
            writer.Begin(Steps.Answered("s", 1));
        }

        await using var next = LedgerWriter.Open(_folder.Path, _store);

        Assert.Equal(1, next.SetAside.Count);
        Assert.Single(await _store.StepsAsync(new StepQuery(), Cancel));
    }

    [Fact]
    public async Task What_was_set_aside_is_told_and_enters_the_books_at_the_first_start_whose_store_takes_it()
    {
        var told = new List<string>();
        await using (var writer = LedgerWriter.Open(_folder.Path, _store))
        {
            writer.SetAside.Grown += told.Add;
            var step = Steps.Answered(BreakableStore.Poison);
            writer.Begin(step);
            writer.Complete(step);
            await writer.FlushAsync(Cancel);
        }

        Assert.Single(told);
        Assert.Equal(1, new SetAsideSteps(_folder.Path).Count);

        _store.TakesPoison = true;
        await using var mended = LedgerWriter.Open(_folder.Path, _store);

        Assert.Equal((1, 0), (mended.Recovered, mended.SetAside.Count));
        Assert.Equal(BreakableStore.Poison, Assert.Single(await _store.StepsAsync(new StepQuery(), Cancel)).Session);
        Assert.Empty(Directory.GetFiles(_folder.File("set-aside")));
    }

    [Fact]
    public async Task A_store_too_far_behind_turns_new_steps_away_and_keeps_the_old()
    {
        var settings = new LedgerWriterSettings { MaxBacklog = 3 };
        await using var writer = LedgerWriter.Open(_folder.Path, _store, settings);
        _store.Broken = true;
        for (int i = 0; i < 3; i++)
        {
            var step = Steps.Answered(second: i);
            Assert.True(writer.Begin(step));
            writer.Complete(step);
        }

        Assert.False(writer.Begin(Steps.Answered(second: 9)));
        Assert.NotNull(writer.Trouble);
        _store.Broken = false;
        await writer.FlushAsync(Cancel);
        Assert.True(writer.Begin(Steps.Answered(second: 10)));
        Assert.Equal(3, await RequestsAsync());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_refuses_new_steps_and_says_why()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        Directory.Delete(_folder.File("journal"), recursive: true);

        Assert.False(writer.Begin(Steps.Answered()));
        Assert.Contains("journal", writer.Trouble, StringComparison.Ordinal);
        // A step that was let in before still gets into the books.
        writer.Complete(Steps.Answered(second: 1));
        await writer.FlushAsync(Cancel);
        Assert.Equal(1, await RequestsAsync());
        Directory.CreateDirectory(_folder.File("journal"));
        Assert.True(writer.Begin(Steps.Answered(second: 2)));
        Assert.Null(writer.Trouble);
    }

    [Fact]
    public async Task One_gateway_has_the_folder_and_the_next_is_told_who()
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);

        var e = Assert.Throws<DataFolderInUseException>(() => LedgerWriter.Open(_folder.Path, _store));

        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
        Assert.Contains("--data", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_left_by_a_dead_process_does_not_count()
    {
        await File.WriteAllTextAsync(_folder.File("gateway.lock"), "999999", Cancel);

        await using var writer = LedgerWriter.Open(_folder.Path, _store);

        Assert.Null(writer.Trouble);
    }

    [Theory]
    [InlineData(StepState.Failed, true, 0)]
    [InlineData(StepState.Refused, true, 0)]
    [InlineData(StepState.Aborted, false, 0)]
    [InlineData(StepState.Truncated, false, 0)]
    [InlineData(StepState.Aborted, true, 50)]
    [InlineData(StepState.Truncated, true, 50)]
    [InlineData(StepState.Answered, true, 70)]
    public async Task What_gave_no_output_costs_nothing_and_a_cut_stream_at_most_its_reservation(StepState state, bool output, int cents)
    {
        await using var writer = LedgerWriter.Open(_folder.Path, _store);
        var step = Steps.Answered(cost: 0.70m, with: s => (s.State, s.FirstByteMs, s.ReservedUsd) = (state, output ? 5 : null, 0.50m));
        writer.Begin(step);
        writer.Complete(step);
        await writer.FlushAsync(Cancel);

        Assert.Equal(cents / 100m, (await _store.FindAsync(step.Id, null, Cancel))?.CostUsd);
    }

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    private async Task<long> RequestsAsync() => (await _store.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests);
}
