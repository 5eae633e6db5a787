using System.Text.Json;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary><c>coderouter explain --request</c>, as somebody tries it who has configured nothing yet.</summary>
public sealed class ExplainingARecord
{
    private const string Request = """{"model":"coding-auto","messages":[{"role":"user","content":"refactor this class"}]}""";

    [Fact]
    public async Task Without_any_key_it_shows_what_the_usual_keys_would_bring_and_says_so()
    {
        using var folder = new ServedFolder();
        string file = Path.Combine(Path.GetDirectoryName(folder.Config)!, "request.json");
        await File.WriteAllTextAsync(file, Request, TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start(["explain", "--request", file, "--json"]);
        Assert.Equal(0, await program.ExitAsync());
        using var told = JsonDocument.Parse(program.Output);
        Assert.True(told.RootElement.GetProperty("candidates").GetArrayLength() > 1);
        Assert.Equal("refactor", told.RootElement.GetProperty("phase").GetString());
        Assert.NotNull(told.RootElement.GetProperty("model").GetString());
        Assert.Contains("No key is in the environment", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_subscription_pays_is_weighed_at_nothing()
    {
        using var folder = new ServedFolder();
        folder.Write("""
            channels:
              - {name: plan, base_url: "https://plan.example.org/v1", access_key: k, models: [on-plan], subscription: {}}
              - {name: paid, base_url: "https://paid.example.org/v1", access_key: k, models: [on-plan, small], priority: 1}
            providers:
              models:
                - {name: small, tier: cheap, pricing: {prompt_per_1m: 0.3, completion_per_1m: 1.2}}
                - {name: on-plan, tier: balanced, pricing: {prompt_per_1m: 3, completion_per_1m: 15}}
            """);
        string file = Path.Combine(Path.GetDirectoryName(folder.Config)!, "request.json");
        await File.WriteAllTextAsync(file, Request, TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start(["explain", "--request", file, "--config", folder.Config, "--json"]);
        Assert.True(await program.ExitAsync() == 0, program.Errors);
        using var told = JsonDocument.Parse(program.Output);
        Assert.Equal("on-plan", told.RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_hyphen_reads_the_request_from_standard_input()
    {
        await using var program = RunningProgram.StartWith(Request, ["explain", "--request", "-", "--json"]);
        Assert.Equal(0, await program.ExitAsync());
        using var told = JsonDocument.Parse(program.Output);
        Assert.Equal("refactor", told.RootElement.GetProperty("phase").GetString());
    }
}
