using System.Text.Json;
using CodeRouter.Cli.Demo;
using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_session_plays_through_http_in_four_dialects_and_reports_as_json()
    {
        var (code, json, log) = await PlayAsync(Escalating);
        Assert.Equal(0, code);
        var steps = json.GetProperty("steps").EnumerateArray().ToArray();
        Assert.InRange(steps.Length, 24, 30);
        Assert.True(json.GetProperty("simulated").GetBoolean());
        Assert.Equal("anthropic gemini openai responses", string.Join(' ', json.GetProperty("dialects").EnumerateArray().Select(d => d.GetString()).Order(StringComparer.Ordinal)));
        Assert.Equal("title", steps[0].GetProperty("kind").GetString());
        Assert.Contains(steps, step => step.GetProperty("kind").GetString() is "compaction");
        Assert.Equal(0.02m * steps.Length, json.GetProperty("baseline_cost_usd").GetDecimal());
        Assert.Equal(steps.Sum(step => step.GetProperty("cost_usd").GetDecimal()), json.GetProperty("cost_usd").GetDecimal());
        Assert.Contains("simulated", log, StringComparison.Ordinal);
        Assert.Contains("9 of 9 tasks finished", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hard_bug_stays_until_a_clearly_stronger_model_is_asked()
    {
        var (_, _, cheap) = await PlayAsync((_, _) => "cheap");
        var (_, _, escalating) = await PlayAsync(Escalating);
        var (_, _, strong) = await PlayAsync((_, _) => "strong");
        Assert.Contains("8 of 9 tasks finished", cheap, StringComparison.Ordinal);
        Assert.Equal(4, Failing(cheap));
        Assert.Equal(2, Failing(escalating));
        Assert.Equal(1, Failing(strong));
        Assert.Contains("13 passed", escalating, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_names_every_model_in_every_format()
    {
        string yaml = DemoConfiguration.Yaml(new Uri("http://127.0.0.1:4711"));
        foreach (string word in new[] { "sim-local", "sim-cheap", "sim-balanced", "sim-strong", "api_format: openai", "api_format: responses", "api_format: anthropic", "api_format: gemini", "http://127.0.0.1:4711/v1beta\"" })
        {
            Assert.Contains(word, yaml, StringComparison.Ordinal);
        }

        // Three of the four stand for a provider's: what the dashboard calls local is the one that would run here.
        var settings = SettingsCompiler.Compile(yaml, static _ => null, Core.Models.Catalog.Empty).Settings!;
        Assert.Equal(["sim-local"], settings.Policy.Models.Where(static m => m.IsLocal).Select(static m => m.Name));
    }

    [Fact]
    public void A_patch_in_the_shell_says_what_it_was_spelt_from()
    {
        var edit = new Verb.Edit("a.py", "x = 1\ny = 2\n", "x = 3\n");
        var write = new Verb.Write("b.py", "one\n\ntwo\n");
        Assert.Equal(edit, ShellPatch.Read(ShellPatch.Write(edit)));
        Assert.Equal(write, ShellPatch.Read(ShellPatch.Write(write)));
        Assert.Null(ShellPatch.Read("ls"));
    }

    // As the real gateway is meant to: up when the second run of a suite after an edit is no better than the first.
    private static string Escalating(string body, int number) =>
        body.LastIndexOf("13 passed", StringComparison.Ordinal) < 0 && body.Split("2 failed, 11 passed").Length > 2 ? "strong" : "cheap";

    private static int Failing(string log) => log.Split('\n').Count(line => line.Contains("[2 failed, 11 passed", StringComparison.Ordinal));

    private static async Task<(int Code, JsonElement Json, string Log)> PlayAsync(Func<string, int, string> choose)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        int code = await DemoCommand.RunAsync(new(Exit: true, Json: true) { TimeScale = 0 }, async (yaml, _) => await StubGateway.StartAsync(yaml, choose), output, errors, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(errors.ToString());
        return (code, JsonSerializer.Deserialize<JsonElement>(output.ToString()), errors.ToString());
    }
}
