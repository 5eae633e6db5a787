using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

/// <summary>
/// The test program starts itself as a child that writes steps as fast as it can and says which it began and completed; the child is
/// killed, and the books must hold what it said.
/// </summary>
public sealed class KillTests
{
    private const string ChildVariable = "CODEROUTER_TEST_LEDGER_CHILD";

    [Fact]
    public async Task Kill_9_at_any_moment_loses_no_completed_step_and_counts_none_twice()
    {
        using var folder = new TemporaryFolder();
        var begun = new HashSet<string>(StringComparer.Ordinal);
        var completed = new HashSet<string>(StringComparer.Ordinal);
        var random = new Random(11);
        for (int round = 0; round < 6; round++)
        {
            // The child finds what the one before left behind, and is killed after some number of steps, mostly in the middle of a batch.
            await RunChildAsync(folder.Path, random.Next(50, 1500), begun, completed);
        }

        using var database = SqliteDatabase.Open(folder.File("ledger.db"));
        using var store = new SqliteLedgerStore(database);
        await using var writer = LedgerWriter.Open(folder.Path, store);
        var cancel = TestContext.Current.CancellationToken;
        var rows = await store.StepsAsync(new StepQuery { Limit = int.MaxValue }, cancel);
        var byId = rows.ToDictionary(r => r.Id, StringComparer.Ordinal);

        Assert.NotEmpty(completed);
        Assert.All(completed, id => Assert.Equal(StepState.Answered, byId[id].State));
        Assert.All(begun, id => Assert.True(byId.ContainsKey(id)));
        var totals = (await store.UsageAsync(new UsageQuery(), cancel)).Totals;
        Assert.Equal(rows.Count(r => r.State == StepState.Answered), totals.Whole(Measure.Requests));
        Assert.Equal(rows.Count(r => r.State == StepState.Interrupted), totals.Whole(Measure.Interrupted));
        Assert.Equal(rows.Sum(r => r.CostUsd), totals.Usd(Measure.Cost));
        // Each child had four steps under way at a time.
        Assert.InRange(totals.Whole(Measure.Interrupted), 0, 6 * 4);
    }

    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } folder)
        {
            WriteForever(folder);
        }
    }

    private static async Task RunChildAsync(string folder, int steps, HashSet<string> begun, HashSet<string> completed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false, Environment = { [ChildVariable] = folder } };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        }

        using var child = Process.Start(start)!;
        for (int left = steps; left > 0 && await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; left--)
        {
            Note(line);
        }

        child.Kill();
        // What it said before it died counts too.
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Note(line);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        void Note(string line)
        {
            // The last line may be cut.
            if (line is [var mark, ' ', ..] && line.Length == 30)
            {
                (mark == 'C' ? completed : begun).Add(line[2..]);
            }
        }
    }

    private static void WriteForever(string folder)
    {
        using var output = Console.OpenStandardOutput();
        var database = SqliteDatabase.Open(Path.Combine(folder, "ledger.db"));
        var writer = LedgerWriter.Open(folder, new SqliteLedgerStore(database), new LedgerWriterSettings { SegmentBytes = 100_000, BatchWait = TimeSpan.FromMilliseconds(5) });
        var said = new Lock();
        Parallel.For(0, 4, worker =>
        {
            for (int i = 0; ; i++)
            {
                var step = Steps.Answered($"s{worker}", i);
                writer.Begin(step);
                Say('B', step.Id);
                writer.Complete(step);
                Say('C', step.Id);
            }
        });

        void Say(char mark, string id)
        {
            lock (said)
            {
                output.Write(Encoding.ASCII.GetBytes($"{mark} {id}\n"));
            }
        }
    }
}
