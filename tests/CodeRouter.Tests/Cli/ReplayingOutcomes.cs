using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Cli;

public sealed class ReplayingOutcomes
{
    private const string Header = "benchmark,instance_id,repo,model,scaffold,resolved,cost_usd,cost_quality\n";

    [Fact]
    public void Always_one_model_comes_to_its_own_rows()
    {
        var policy = Replay(Table(), "always:cheap").GetProperty("policies")[0];
        Assert.Equal(20, policy.GetProperty("tasks").GetInt32());
        Assert.Equal(0.5, policy.GetProperty("solve_rate").GetDouble(), 6);
        Assert.Equal(0.1, policy.GetProperty("cost_per_task").GetDouble(), 6);
        Assert.Equal(0.2, policy.GetProperty("cost_per_solved").GetDouble(), 6);
        Assert.Equal("cheap", policy.GetProperty("chains").GetProperty("t3")[0].GetString());
    }

    [Fact]
    public void A_cascade_pays_every_attempt_and_accepts_the_last()
    {
        // Half solved by cheap: .9 accepted, .1 go on; half not: .3 accepted wrongly, .7 go on; strong solves all at $1.
        var policy = Replay(Table(), "cascade:cheap>strong").GetProperty("policies")[0];
        Assert.Equal(((0.5 * 1.0) + (0.5 * 0.7)), policy.GetProperty("solve_rate").GetDouble(), 6);
        Assert.Equal(0.1 + (0.5 * 0.1) + (0.5 * 0.7), policy.GetProperty("cost_per_task").GetDouble(), 6);
    }

    [Fact]
    public void Scaffolds_are_never_mixed_and_unsound_costs_are_left_out()
    {
        string table = Table() + "b,t90,r,cheap,other,1,0.1,ok\nb,t90,r,strong,openhands,1,0.1,ok\nb,t91,r,cheap,openhands,1,9,imputed\n";
        Assert.Equal(20, Replay(table, "always:strong").GetProperty("policies")[0].GetProperty("tasks").GetInt32());
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_is_bad_usage_as_with_every_other_file()
    {
        await using var program = Serving.RunningProgram.Start(["replay", "--outcomes", "/nowhere/outcomes.csv"]);
        Assert.Equal(ExitCode.Usage, await program.ExitAsync());
    }

    [Fact]
    public void What_cannot_be_done_is_said_with_the_remedy()
    {
        Assert.Contains("not in the pool", Complaint(Table(), "always:nobody"), StringComparison.Ordinal);
        Assert.Contains("0.9/0.3", Complaint(Table(), "default", verifier: "much"), StringComparison.Ordinal);
        Assert.Contains("no column", Complaint("a,b\n1,2\n", "default"), StringComparison.Ordinal);
        Assert.Contains("tried once", Complaint(Table(), "cascade:cheap>cheap"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("needs", "shared")]
    public void On_open_agent_outcomes_the_default_policy_solves_more_than_the_strongest_model_at_half_its_cost()
    {
        string csv = Path.Combine(Shared(), "outcomes", "agent_outcomes.csv");
        string kept = string.Join('\n', File.ReadLines(csv).Where((l, i) => i == 0 || l.StartsWith("swe-bench-verified,", StringComparison.Ordinal)));
        var policies = Replay(kept, "default", "always:claude-opus-4-8", pool: "DeepSeek V4 Pro,MiniMax M3,GPT-5.4,claude-opus-4.8").GetProperty("policies");
        Assert.True(policies[0].GetProperty("solve_rate").GetDouble() >= 0.83);
        Assert.True(policies[0].GetProperty("cost_per_solved").GetDouble() <= 0.5 * policies[1].GetProperty("cost_per_solved").GetDouble());
    }

    [Fact]
    public void A_simulated_day_compares_the_default_with_its_rivals()
    {
        ModelCard Model(string name, Tier tier, decimal price) => new()
        {
            Name = name, UpstreamModel = name, Tier = tier, Price = new Price { Input = price, Output = 5 * price, CachedInput = price / 10 },
        };
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var policy = new Policy { Models = [Model("small", Tier.Cheap, 0.3m), Model("large", Tier.Strong, 5)] };
        Assert.Equal(0, ReplaySessions.Run(policy, 10, 1, json: true, output, errors));
        var names = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("policies").EnumerateArray().Select(p => p.GetProperty("name").GetString());
        Assert.Equal("default, per step, sticky, always:small, always:large", string.Join(", ", names));
        Assert.Equal(2, ReplaySessions.Run(new Policy(), 10, 1, json: true, output, errors));

        var table = new StringWriter();
        Assert.Equal(0, ReplaySessions.Run(policy, 10, 1, json: false, table, errors));
        Assert.Contains("default against the one model that solves most", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("default against the cheapest one model (", table.ToString(), StringComparison.Ordinal);
    }

    private static string Table() => Header + string.Concat(Enumerable.Range(0, 20).Select(i =>
        $"b,t{i},r,cheap,openhands,{i % 2},0.1,ok\nb,t{i},r,strong,openhands,1,1,ok\n"));

    private static JsonElement Replay(string table, string policy, string? second = null, string? pool = null)
    {
        var (code, output, errors) = Run(table, second is null ? [policy] : [policy, second], pool ?? "cheap,strong", "0.9/0.3");
        Assert.True(code == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static string Complaint(string table, string policy, string verifier = "0.9/0.3")
    {
        var (code, _, errors) = Run(table, [policy], null, verifier);
        Assert.Equal(2, code);
        return errors;
    }

    private static (int Code, string Output, string Errors) Run(string table, string[] policies, string? pool, string verifier)
    {
        string path = Path.Combine(Path.GetTempPath(), $"outcomes-{Guid.NewGuid():n}.csv");
        File.WriteAllText(path, table);
        try
        {
            using var output = new StringWriter();
            using var errors = new StringWriter();
            int code = ReplayCommand.Run(path, pool, verifier, policies, json: true, _ => null, output, errors);
            return (code, output.ToString(), errors.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Shared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "outcomes")))
            {
                return shared;
            }
        }

        throw new DirectoryNotFoundException("no folder with shared/outcomes above the tests");
    }
}
