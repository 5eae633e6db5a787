using System.Diagnostics;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class BenchTmp
{
    [Fact]
    public async Task Figures()
    {
        using var folder = new TemporaryFolder();
        var o = TestContext.Current.TestOutputHelper!;
        var w = Stopwatch.StartNew();
        using var db = SqliteDatabase.Open(folder.File("l.db"));
        o.WriteLine($"open+migrate {w.Elapsed.TotalMilliseconds:f1} ms {SqliteLibrary.Version}");
        w.Restart();
        using var store = new SqliteLedgerStore(db);
        var writer = LedgerWriter.Open(folder.Path, store);
        o.WriteLine($"writer open {w.Elapsed.TotalMilliseconds:f1} ms");
        w.Restart();
        var first = Steps.Answered();
        writer.Begin(first);
        writer.Complete(first);
        o.WriteLine($"first begin+complete {w.Elapsed.TotalMilliseconds:f1} ms");
        w.Restart();
        var f = writer.FlushAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(f, Task.Delay(2000, TestContext.Current.CancellationToken));
        o.WriteLine(writer.Trouble ?? "no trouble");
        o.WriteLine($"first flush {w.Elapsed.TotalMilliseconds:f1} ms");
        byte[] detail = new byte[2500];
        Array.Fill(detail, (byte)'x');
        for (int round = 0; round < 4; round++)
        {
            const int N = 40000;
            var steps = new StepRecord[N];
            for (int i = 0; i < N; i++)
            {
                steps[i] = Steps.Answered("s" + (i / 50), i, 0.01m, s => s.DetailJson = detail);
            }

            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            w.Restart();
            long b = 0, c = 0;
            foreach (var s in steps)
            {
                long t0 = Stopwatch.GetTimestamp();
                if (!writer.Begin(s))
                {
                    throw new InvalidOperationException(writer.Trouble);
                }

                long t1 = Stopwatch.GetTimestamp();
                writer.Complete(s);
                b += t1 - t0;
                c += Stopwatch.GetTimestamp() - t1;
            }

            o.WriteLine($"begin {b * 1e6 / Stopwatch.Frequency / N:f2} us complete {c * 1e6 / Stopwatch.Frequency / N:f2} us");
            await writer.FlushAsync(TestContext.Current.CancellationToken);
            o.WriteLine($"all stored: {N / w.Elapsed.TotalSeconds:f0} rows/s, cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / N:f1} us/row");
            var again = new StepRecord[N];
            for (int i = 0; i < N; i++)
            {
                again[i] = Steps.Answered("t" + (i / 50), i, 0.01m, s => s.DetailJson = detail);
            }

            w.Restart();
            for (int i = 0; i < N; i += 512)
            {
                store.Write(again[i..Math.Min(N, i + 512)]);
            }

            o.WriteLine($"store alone: {N / w.Elapsed.TotalSeconds:f0} rows/s");
        }

        await writer.DisposeAsync();
    }
}
