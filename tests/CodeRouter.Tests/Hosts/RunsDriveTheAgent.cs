using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>A run where no gateway is: the agent's own program is started with the agent's own models, cheapest first, here played by a script.</summary>
public sealed class RunsDriveTheAgent : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("cr-agent-");
    private readonly ScratchRepository _repository = new();

    public void Dispose()
    {
        _repository.Dispose();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task Claude_Code_is_told_the_model_hears_of_the_failure_in_its_conversation_and_hands_over()
    {
        Play("claude", """case "$*" in *haiku*) echo 'echo 0' > sum.sh;; *) echo 'echo $(($1 + $2))' > sum.sh;; esac; echo '{"type":"result","result":"done","total_cost_usd":0.01}'""");
        var told = await RunAsync("claude_code");
        Assert.Equal(
            ["claude-haiku-4-5:cheap:False", "claude-haiku-4-5:cheap:False", "claude-sonnet-4-6:balanced:True"],
            told.GetProperty("tasks")[0].GetProperty("attempts").EnumerateArray().Select(static a => $"{a.GetProperty("model").GetString()}:{a.GetProperty("tier").GetString()}:{a.GetProperty("verified").GetBoolean()}"));
        Assert.Equal(0.03m, told.GetProperty("cost_usd").GetDecimal());
        string[] calls = Calls();
        string session = Word(calls[0], "--session-id");
        Assert.Equal(session, Word(calls[1], "--resume"));
        Assert.Contains("1 failed: 3 + 4 gave 0", calls[1], StringComparison.Ordinal);
        Assert.NotEqual(session, Word(calls[2], "--session-id"));
        Assert.Equal("echo $(($1 + $2))\n", _repository.Read("sum.sh"));
    }

    [Fact]
    public async Task Codex_which_names_no_conversation_goes_on_with_its_newest()
    {
        Play("codex", """case "$*" in *resume*) echo 'echo $(($1 + $2))' > sum.sh;; *) echo 'echo 0' > sum.sh;; esac""");
        var told = await RunAsync("codex");
        Assert.Equal("success", told.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("cost_usd").ValueKind);
        Assert.Contains("resume --last ", Calls()[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_signed_out_ends_the_run_with_its_own_words_and_costs_nothing_more()
    {
        Play("claude", """echo '{"type":"result","is_error":true,"result":"Please run /login"}'; exit 1""");
        var told = await RunAsync("claude_code", ExitCode.Failed);
        Assert.Single(Calls());
        Assert.Contains("Please run /login", told.GetProperty("tasks")[0].GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Empty(_repository.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task What_an_agent_does_to_git_stays_in_its_copy()
    {
        string before = _repository.Traces();
        Play("claude", """git checkout -q -b mine; echo x > stray; git add -A; git commit -qm stray; git tag t; echo y > more; git stash -u -q; rm -rf .git; echo '{"type":"result","result":"done"}'""");
        var told = await RunAsync("claude_code", ExitCode.Failed);
        Assert.Equal("failed", told.GetProperty("outcome").GetString());
        Assert.Equal(before, _repository.Traces());
        Assert.Empty(_repository.Git("tag", "--list"));
    }

    private async Task<JsonElement> RunAsync(string host, int exit = ExitCode.Ok)
    {
        string path = _place.FullName + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        var around = new Surroundings(name => name switch { "PATH" => path, "CODEROUTER_URL" => "http://127.0.0.1:1", _ => null }, [], _place.FullName, _repository.Folder);
        var request = new RunRequest(
            "Fix the sum so that the failing test passes", host, null, ThroughGateway: false, DryRun: false, Json: true, "auto", null,
            new RunOptions(ScratchRepository.Check, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), null, false, null, false));
        using StringWriter output = new(), errors = new();
        int code = await new RunCommand(Path.Combine(_place.FullName, "data"), around, output, errors).RunAsync(request);
        Assert.True(code == exit, output.ToString() + errors);
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    private void Play(string program, string does)
    {
        string file = Path.Combine(_place.FullName, program);
        File.WriteAllText(file, $"#!/bin/sh\necho \"$@\" | tr '\\n' ' ' >> {_place.FullName}/calls; echo >> {_place.FullName}/calls\n{does}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string[] Calls() => File.ReadAllLines(Path.Combine(_place.FullName, "calls"));

    private static string Word(string call, string after) => call[(call.IndexOf(after, StringComparison.Ordinal) + after.Length + 1)..].Split(' ')[0];
}
