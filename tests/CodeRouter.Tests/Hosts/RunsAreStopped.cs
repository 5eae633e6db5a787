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

    private static string Says => """echo '{"type":"result","result":"done"}'""";

    private string Pid => Path.Combine(_place.FullName, "pid");

    // It starts something of its own, as agents and tests do.
    private string Hang => $"sleep 1000 & echo $! > {Pid}.new; mv {Pid}.new {Pid}; wait";

    private async Task<JsonElement> StoppedAsync(string signal, string text, string agent, string check)
    {
        string program = Path.Combine(_place.FullName, "claude"), temporary = Path.Combine(_place.FullName, "tmp");
        Directory.CreateDirectory(temporary);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{agent}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var run = RunningProgram.StartIn(
            _repository.Folder, ["run", text, "--host", "claude_code", "--verify", check, "--json", "--data", Path.Combine(_place.FullName, "data")],
            ("PATH", _place.FullName + ":" + Environment.GetEnvironmentVariable("PATH")), ("TMPDIR", temporary), ("CODEROUTER_URL", "http://127.0.0.1:1"));
        await run.UntilAsync(() => File.Exists(Pid), "something that hangs");
        run.Signal(signal);
        Assert.Equal(1, await run.ExitAsync());
        Assert.Empty(Directory.EnumerateDirectories(temporary, "coderouter-run-*"));
        string started = (await File.ReadAllTextAsync(Pid, TestContext.Current.CancellationToken)).Trim();
        Assert.False(Directory.Exists("/proc/" + started) && (await File.ReadAllTextAsync($"/proc/{started}/stat", TestContext.Current.CancellationToken)).Split(' ')[2] is not "Z", "what it started still runs");
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
