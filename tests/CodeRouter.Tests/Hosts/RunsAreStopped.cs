using System.Text.Json;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>A run that is stopped at any time leaves no process and no copy, and says what is in the repository.</summary>
public sealed class RunsAreStopped : IDisposable
{
    private const string Fix = "printf 'echo $(($1 + $2))\\n' > sum.sh";
    private readonly ScratchRepository _repository = new();
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("cr-stopped-");

    public void Dispose()
    {
        _repository.Dispose();
        _place.Delete(recursive: true);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task While_the_agent_works_nothing_stays(string signal)
    {
        var told = await StoppedAsync(signal, "Fix the sum so that the failing test passes", $"{Fix}; {Hang}", ScratchRepository.Check);
        Assert.Equal("Stopped. Nothing was changed.", told.GetProperty("problem").GetString());
        Assert.Equal("* main\n", _repository.Traces().Split(_repository.Folder)[0]);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("cost_usd").ValueKind);
    }

    [Fact]
    public async Task While_the_check_runs_nothing_stays()
    {
        var told = await StoppedAsync("INT", "Fix the sum so that the failing test passes", $"{Fix}; {Says}", Hang);
        Assert.Equal("Stopped. Nothing was changed.", told.GetProperty("problem").GetString());
        Assert.Equal("* main\n", _repository.Traces().Split(_repository.Folder)[0]);
    }

    [Fact]
    public async Task In_a_later_task_what_passed_before_stays_and_is_named()
    {
        var told = await StoppedAsync(
            "INT", "Fix the sum so that the failing test passes, then write a README", $"[ -e {_place.FullName}/second ] && {{ {Hang}; }}; touch {_place.FullName}/second; {Fix}; {Says}", ScratchRepository.Check);
        Assert.Equal("Stopped. What coding_1 changed is in the repository, nothing else is.", told.GetProperty("problem").GetString());
        Assert.Equal(["success", "failed"], told.GetProperty("tasks").EnumerateArray().Select(static t => t.GetProperty("outcome").GetString()!));
        Assert.Contains("+echo $(($1 + $2))", told.GetProperty("diff").GetString(), StringComparison.Ordinal);
        Assert.Equal(" M sum.sh\n* main\n", _repository.Traces().Split(_repository.Folder)[0]);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("run")]
    public async Task One_that_is_killed_takes_what_it_started_with_it_and_the_next_removes_its_copy(string next)
    {
        string temporary = Path.Combine(_place.FullName, "tmp");
        await using var run = await HangingAsync("Fix the sum so that the failing test passes", $"{Fix}; {Hang}", ScratchRepository.Check);
        run.Signal("KILL");
        await run.ExitAsync();
        string started = (await File.ReadAllTextAsync(Pid, TestContext.Current.CancellationToken)).Trim();
        for (int i = 0; i < 500 && Lives(started); i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.False(Lives(started), "what it started still runs");
        string left = Assert.Single(Directory.EnumerateDirectories(temporary, "coderouter-run-*"));
        await File.WriteAllTextAsync(Path.Combine(_place.FullName, "claude"), $"#!/bin/sh\n{Fix}; {Says}\n", TestContext.Current.CancellationToken);
        await using var after = next == "run"
            ? StartRun(temporary, "Fix the sum so that the failing test passes", ScratchRepository.Check)
            : RunningProgram.Start(["doctor", "--json", "--data", Path.Combine(_place.FullName, "data")], ("TMPDIR", temporary));
        await after.ExitAsync();
        Assert.Contains(left, after.Output + after.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(temporary, "coderouter-run-*"));
    }

    [Fact]
    public async Task A_copy_of_somebody_else_is_neither_removed_nor_reported()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root" || !File.Exists("/usr/sbin/runuser"))
        {
            // Only root can be two users.
            return;
        }

        var temporary = Directory.CreateTempSubdirectory("cr-shared-");
        try
        {
            File.SetUnixFileMode(temporary.FullName, (UnixFileMode)0b1_111_111_111);
            var other = temporary.CreateSubdirectory("coderouter-run-other");
            await File.WriteAllTextAsync(Path.Combine(other.FullName, "owner"), "1 1", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(other.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.SetLastWriteTimeUtc(other.FullName, DateTime.UtcNow.AddDays(-1));
            var open = temporary.CreateSubdirectory("coderouter-run-open");
            await File.WriteAllTextAsync(Path.Combine(open.FullName, "owner"), "1 1", TestContext.Current.CancellationToken);

            await using var doctor = RunningProgram.StartAs("nobody", ["doctor", "--data", Path.Combine(temporary.FullName, "data")], ("TMPDIR", temporary.FullName), ("HOME", temporary.FullName));
            await doctor.ExitAsync();
            Assert.Contains("ok     runs: no run was killed", doctor.Output, StringComparison.Ordinal);
            Assert.True(other.Exists && open.Exists);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static bool Lives(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(' ')[2] is not "Z";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Says => """echo '{"type":"result","result":"done"}'""";

    private string Pid => Path.Combine(_place.FullName, "pid");

    // It starts something of its own, as agents and tests do.
    private string Hang => $"sleep 1000 & echo $! > {Pid}.new; mv {Pid}.new {Pid}; wait";

    private async Task<RunningProgram> HangingAsync(string text, string agent, string check)
    {
        string program = Path.Combine(_place.FullName, "claude"), temporary = Path.Combine(_place.FullName, "tmp");
        Directory.CreateDirectory(temporary);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{agent}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var run = StartRun(temporary, text, check);
        await run.UntilAsync(() => File.Exists(Pid), "something that hangs");
        return run;
    }

    private RunningProgram StartRun(string temporary, string text, string check) => RunningProgram.StartIn(
        _repository.Folder, ["run", text, "--host", "claude_code", "--verify", check, "--json", "--data", Path.Combine(_place.FullName, "data")],
        ("PATH", _place.FullName + ":" + Environment.GetEnvironmentVariable("PATH")), ("TMPDIR", temporary), ("CODEROUTER_URL", "http://127.0.0.1:1"));

    private async Task<JsonElement> StoppedAsync(string signal, string text, string agent, string check)
    {
        await using var run = await HangingAsync(text, agent, check);
        run.Signal(signal);
        Assert.Equal(1, await run.ExitAsync());
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_place.FullName, "tmp"), "coderouter-run-*"));
        string started = (await File.ReadAllTextAsync(Pid, TestContext.Current.CancellationToken)).Trim();
        Assert.False(Lives(started), "what it started still runs");
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
