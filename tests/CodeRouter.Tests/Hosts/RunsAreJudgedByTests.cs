using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>
/// A run on a repository whose test fails, against a real gateway: the cheap model is tried first, hears what the test said, and hands over
/// to a stronger one; what failed leaves nothing, and the books know of every attempt.
/// </summary>
public sealed class RunsAreJudgedByTests
{
    private const string Right = "$(($1 + $2))", Wrong = "$(($1 - $2))", Worse = "$(($1 * $2))";

    [Fact]
    public async Task The_cheap_model_is_enough_when_the_test_passes_at_once()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (_, turn) => turn == 1 ? Edit(Wrong, Right) : Done);
        var told = await RunAsync(rig, repository);
        Assert.Equal("success", told.GetProperty("outcome").GetString());
        Assert.Equal(["small:cheap:True"], Attempts(told));
        Assert.Contains("+echo " + Right, told.GetProperty("diff").GetString(), StringComparison.Ordinal);
        Assert.Contains(Right, repository.Read("sum.sh"), StringComparison.Ordinal);
        Assert.Equal("success", await OutcomesAsync(rig));
    }

    [Fact]
    public async Task A_failure_goes_back_to_the_same_conversation_with_what_the_test_said()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (call, turn) => turn == 1 ? Edit(Wrong, Worse) : Hears(call, "gave 12") ? Edit(Worse, Right) : Done);
        var told = await RunAsync(rig, repository);
        Assert.Equal("success", told.GetProperty("outcome").GetString());
        Assert.Equal(["small:cheap:False", "small:cheap:True"], Attempts(told));
        Assert.All(told.GetProperty("tasks")[0].GetProperty("attempts").EnumerateArray(), a => Assert.True(a.GetProperty("cost_usd").GetDecimal() > 0));
        Assert.Equal("failure success", await OutcomesAsync(rig));
    }

    [Fact]
    public async Task A_second_failure_goes_to_a_stronger_model_which_starts_from_the_beginning()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (call, turn) => call.Model switch
        {
            "small" when turn == 1 => Edit(Wrong, Worse),
            "small" when turn == 2 => Call("edit_file", new { path = "stray.txt", old_text = "", new_text = "left behind" }),
            "middle" when turn == 1 => Edit(Wrong, Right),
            _ => Done,
        });
        var told = await RunAsync(rig, repository);
        Assert.Equal("success", told.GetProperty("outcome").GetString());
        Assert.Equal(["small:cheap:False", "small:cheap:False", "middle:balanced:True"], Attempts(told));
        Assert.Equal(" M sum.sh\n* main\n", repository.Traces().Split(repository.Folder)[0].Replace("?? stray.txt\n", "stray", StringComparison.Ordinal));
        Assert.Equal("failure failure success", await OutcomesAsync(rig));
        var usage = await rig.UsageAsync("?group_by=model");
        Assert.Equal(["middle", "small"], usage.GetProperty("groups").EnumerateArray().Select(static g => g.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tests_that_come_first_are_not_judged_by_the_check_that_they_cannot_pass_yet()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (call, turn) => turn > 1 ? Done
            : call.Messages.Any(static m => m.GetRawText().Contains("write the tests first", StringComparison.Ordinal)) ? Call("edit_file", new { path = "more.sh", old_text = "", new_text = "sh sum.sh 1 1\n" })
            : Edit(Wrong, Right));
        var told = await RunAsync(rig, repository, change: static asked => asked with { Text = "Fix the sum, but write a failing test first" });
        Assert.Equal("success", told.GetProperty("outcome").GetString());
        Assert.Equal(["testing null", "coding true"], told.GetProperty("tasks").EnumerateArray().Select(static t => $"{t.GetProperty("type").GetString()} {t.GetProperty("attempts")[0].GetProperty("verified").GetRawText()}"));
        Assert.Contains("more.sh", told.GetProperty("diff").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_model_passes_the_test_nothing_is_left_and_the_run_has_failed()
    {
        using var repository = new ScratchRepository();
        string before = repository.Traces();
        await using var rig = await RigAsync(static (_, turn) => turn == 1 ? Edit(Wrong, Worse) : Done);
        var told = await RunAsync(rig, repository, ExitCode.Failed);
        Assert.Equal("failed", told.GetProperty("outcome").GetString());
        Assert.Equal(["small:cheap:False", "small:cheap:False", "middle:balanced:False", "middle:balanced:False", "large:strong:False", "large:strong:False"], Attempts(told));
        Assert.Equal(before, repository.Traces());
        Assert.Equal("", told.GetProperty("diff").GetString());
    }

    [Fact]
    public async Task Tools_stay_in_the_repository_whatever_a_model_asks_for()
    {
        using var repository = new ScratchRepository();
        using var outside = new ScratchRepository();
        repository.Git("config", "core.symlinks", "true");
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "way-out"), outside.Folder);
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "around"), Path.Combine("way-out", "sum.sh"));
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "its-git"), ".git");
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "circle"), "circle");
        repository.Git("add", "-A");
        repository.Git("commit", "-qm", "links that lead out");
        var answers = new List<string>();
        string[] paths = ["../escape.txt", Path.Combine(outside.Folder, "escape.txt"), "way-out/escape.txt", ".git/hooks/post-commit", "a/../../escape.txt", "around/x", "its-git", "circle/x", "line\nfeed/../../escape.txt"];
        string[] looks = ["around", "its-git", "circle", outside.Folder, "../" + Path.GetFileName(outside.Folder) + "/sum.sh"];
        await using var rig = await RigAsync((call, turn) =>
        {
            if (turn > 1)
            {
                answers.Add(call.Messages.Last().GetProperty("content").GetString()!);
            }

            return turn <= paths.Length ? Call("edit_file", new { path = paths[turn - 1], old_text = "", new_text = "x" })
                : turn <= paths.Length + looks.Length ? Call("read_file", new { path = looks[turn - 1 - paths.Length] })
                : turn == paths.Length + looks.Length + 1 ? Call("run_command", new { command = "touch ran" }) : Done;
        });
        await RunAsync(rig, repository, ExitCode.Failed, request => request with { Mode = "manual", Model = "small", Options = request.Options with { Manual = true } });
        Assert.All(answers.Take(paths.Length + looks.Length + 1), static a => Assert.StartsWith("error: ", a, StringComparison.Ordinal));
        Assert.Empty(outside.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task A_test_that_hangs_is_ended_with_all_it_started()
    {
        using var repository = new ScratchRepository();
        string mark = Path.Combine(repository.Folder, "cache");
        Directory.CreateDirectory(mark);
        await using var rig = await RigAsync(static (_, turn) => turn == 1 ? Edit(Wrong, Worse) : Done);
        var told = await RunAsync(rig, repository, ExitCode.Failed, request => request with
        {
            Mode = "manual", Model = "small", Options = request.Options with { Manual = true, Verify = $"sh -c 'sleep 100 & echo $! > {mark}/pid; wait'", VerifyLimit = TimeSpan.FromSeconds(1) },
        });
        Assert.Equal(["small:cheap:False", "small:cheap:False"], Attempts(told));
        Assert.False(Directory.Exists("/proc/" + repository.Read("cache/pid").Trim()) && File.ReadAllText($"/proc/{repository.Read("cache/pid").Trim()}/stat").Split(' ')[2] is not "Z");
    }

    [Theory]
    [InlineData("dirty", "Commit or stash")]
    [InlineData("no repository", "git init")]
    [InlineData("no commit", "no commit yet")]
    [InlineData("no such check", "no-such-command")]
    [InlineData("no gateway", "coderouter serve")]
    [InlineData("no program", "Install it")]
    public async Task What_cannot_work_is_said_before_anything_is_spent(string what, string word)
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (_, _) => Done);
        if (what == "dirty")
        {
            repository.Write("sum.sh", "mine");
        }
        else if (what == "no repository")
        {
            Directory.Delete(Path.Combine(repository.Folder, ".git"), recursive: true);
        }
        else if (what == "no commit")
        {
            Directory.Delete(Path.Combine(repository.Folder, ".git"), recursive: true);
            repository.Git("init", "-q");
        }

        var told = await RunAsync(rig, repository, ExitCode.Failed, request => what switch
        {
            "no such check" => request with { Options = request.Options with { Verify = "no-such-command --all" } },
            "no gateway" => request with { Gateway = "http://127.0.0.1:1" },
            "no program" => request with { ThroughGateway = false, Host = "copilot_cli" },
            _ => request,
        });
        Assert.Contains(word, told.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal("failed", told.GetProperty("outcome").GetString());
        Assert.Equal(0, (await rig.UsageAsync()).GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Equal(what == "dirty" ? "mine" : "echo $(($1 - $2))\n", repository.Read("sum.sh"));
    }

    [Fact]
    public async Task A_host_that_cannot_be_driven_gets_its_prompts_and_is_not_said_to_have_switched()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (_, _) => Done);
        var told = await RunAsync(rig, repository, ExitCode.Ok, static request => request with { ThroughGateway = false, Host = "cursor" });
        Assert.Equal("prompt_strategy", told.GetProperty("outcome").GetString());
        Assert.All(told.GetProperty("tasks").EnumerateArray(), static t => Assert.Equal("prompt_strategy", t.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_dry_run_touches_nothing_and_asks_no_model()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (_, _) => Done);
        await RunAsync(rig, repository, ExitCode.Ok, static request => request with { DryRun = true });
        Assert.Equal(0, (await rig.UsageAsync()).GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Empty(repository.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task A_dry_run_through_the_gateway_names_the_gateways_models_and_no_others()
    {
        using var repository = new ScratchRepository();
        await using var rig = await RigAsync(static (_, _) => Done);
        var request = new RunRequest(
            "Fix the sum so that the failing test passes", "none", rig.BaseUri.AbsoluteUri, ThroughGateway: true, DryRun: true, Json: false, "auto", null,
            new RunOptions(ScratchRepository.Check, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), null, false, null, false));
        using StringWriter output = new(), errors = new();
        Assert.Equal(ExitCode.Ok, await new RunCommand(rig.DataFolder, Surroundings.Here() with { Folder = repository.Folder }, output, errors).RunAsync(request));
        Assert.Contains("1. ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("small (cheap) → middle (balanced) → large (strong)", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("gpt-", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("prompt_strategy", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_books_name_the_repository_as_its_folder_is_called()
    {
        using var repository = new ScratchRepository("my répo, 日本");
        await using var rig = await RigAsync(static (call, turn) => turn == 1 ? Edit("$1 - $2", "$1 + $2") : Done);
        await RunAsync(rig, repository);
        var groups = (await rig.UsageAsync("?group_by=repo")).GetProperty("groups").EnumerateArray().Select(static g => g.GetProperty("name").GetString());
        Assert.Equal([repository.Folder], groups);
    }

    private static SimulatedAnswer Done => new() { Text = "Done." };

    private static SimulatedAnswer Edit(string before, string after) => Call("edit_file", new { path = "sum.sh", old_text = before, new_text = after });

    private static SimulatedAnswer Call(string tool, object arguments) => new() { ToolCalls = [new SimulatedToolCall(tool, JsonSerializer.Serialize(arguments))] };

    // How many answers the conversation has had, this one counted.
    private static int Turn(SimulatedCall call) => call.Messages.Count(static m => m.GetProperty("role").GetString() == "assistant") + 1;

    private static bool Hears(SimulatedCall call, string words) => call.Messages.Last().GetRawText().Contains(words, StringComparison.Ordinal);

    private static async Task<GatewayRig> RigAsync(Func<SimulatedCall, int, SimulatedAnswer> play)
    {
        string[] names = ["small", "middle", "large"];
        var provider = new SimulatedProvider(new SimulatedOptions { Answers = call => play(call, Turn(call)), TimeScale = 0 });
        await provider.StartAsync();
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("small", Tier.Cheap, 0.5m, 2), GatewayRig.Card("middle"), GatewayRig.Card("large", Tier.Strong, 5, 25)],
            [GatewayRig.Channel("openai", WireFormat.OpenAIChat, provider.BaseUri, names)]);
        return await GatewayRig.StartAsync(settings, provider);
    }

    private static async Task<JsonElement> RunAsync(GatewayRig rig, ScratchRepository repository, int exit = ExitCode.Ok, Func<RunRequest, RunRequest>? change = null)
    {
        var request = new RunRequest(
            "Fix the sum so that the failing test passes", "claude_code", rig.BaseUri.AbsoluteUri, ThroughGateway: true, DryRun: false, Json: true, "auto", null,
            new RunOptions(ScratchRepository.Check, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), null, false, null, false));
        using StringWriter output = new(), errors = new();
        int code = await new RunCommand(rig.DataFolder, Surroundings.Here() with { Folder = repository.Folder }, output, errors).RunAsync(change?.Invoke(request) ?? request);
        Assert.True(code == exit, output.ToString() + errors);
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    private static IEnumerable<string> Attempts(JsonElement told) => told.GetProperty("tasks").EnumerateArray().SelectMany(static t => t.GetProperty("attempts").EnumerateArray())
        .Select(static a => $"{a.GetProperty("model").GetString()}:{a.GetProperty("tier").GetString()}:{a.GetProperty("verified").GetBoolean()}");

    /// <summary>How the books say the tasks ended, oldest first.</summary>
    private static async Task<string> OutcomesAsync(GatewayRig rig)
    {
        var stats = await rig.UsageAsync("?group_by=session");
        var entries = new RunBook(rig.DataFolder).Read();
        Assert.Equal(stats.GetProperty("totals").GetProperty("cost_usd").GetDecimal(), entries.Sum(static e => e.CostUsd ?? 0));
        return string.Join(' ', entries.Select(static e => e.Success is true ? "success" : "failure"));
    }
}
