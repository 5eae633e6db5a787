using System.Diagnostics;
using CodeRouter.Tests.Architecture;
using Xunit;

namespace CodeRouter.Tests.CodeGraph;

/// <summary>The indexer and the signal open no socket: by what the system sees of a run, and by what the source can name at all.</summary>
public sealed class NothingLeavesTheMachine
{
    [Fact]
    public void Indexing_and_asking_call_nothing_of_the_network()
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            Assert.Skip("strace is not installed");
        }

        using var folder = new SourceFolder(("a.py", "def f(): pass\n"), ("b.py", "from a import f\nf()\n"));
        folder.Git("init", "-q");
        folder.Git("add", ".");
        folder.Git("commit", "-qm", "first");
        string trace = Path.Combine(folder.Root, "..", "trace");
        foreach (string command in (string[])["index .", "impact a.py --repo . --json"])
        {
            var start = new ProcessStartInfo("/usr/bin/strace", $"-f -qq -e trace=%network -o {trace} {Path.Combine(AppContext.BaseDirectory, "coderouter")} {command} --data {folder.Data}")
            {
                WorkingDirectory = folder.Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            };
            // The runtime's own door for debuggers is no part of the program.
            start.Environment["DOTNET_EnableDiagnostics"] = "0";
            using var run = Process.Start(start)!;
            string said = run.StandardError.ReadToEnd() + run.StandardOutput.ReadToEnd();
            Assert.True(run.WaitForExit(60_000));
            if (said.Contains("ptrace", StringComparison.Ordinal) && said.Contains("not permitted", StringComparison.Ordinal))
            {
                Assert.Skip("tracing is not permitted here");
            }

            Assert.True(run.ExitCode == 0, said);
            // Runtimes ask the name service for the home folder over a local socket; nothing with an address may appear.
            Assert.DoesNotContain(File.ReadAllLines(trace), l => l.Contains("AF_INET", StringComparison.Ordinal) || l.Contains("listen(", StringComparison.Ordinal) || l.Contains("sendto(", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Neither_the_indexer_nor_the_signal_can_name_the_network()
    {
        string[] folders = ["src/CodeRouter/CodeGraph", "src/CodeRouter.Core/Impact"];
        var named = folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("System.Net", StringComparison.Ordinal) || text.Contains("HttpClient", StringComparison.Ordinal) || text.Contains("Socket", StringComparison.Ordinal)))
            .Select(Path.GetFileName);
        Assert.Empty(named.Where(f => f is not null));
    }
}
