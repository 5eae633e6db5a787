using System.Diagnostics;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class LiveFeedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_no_data_yet_and_then_what_came()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var reader = new StreamReader(await rig.Http.GetStreamAsync("/dashboard/live", Cancel));
        Assert.Equal("no data yet", (await NextAsync(reader)).GetProperty("text").GetProperty("card cost").GetString());
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).Dispose();
        var after = await NextAsync(reader);
        Assert.Equal("1 request", after.GetProperty("text").GetProperty("card cost second").GetString());
        Assert.Equal("100 %", after.GetProperty("text").GetProperty("flow model sim").GetString());
    }

    [Fact]
    public async Task Who_waits_for_a_request_is_told_of_it_at_once_however_long_the_books_took_to_read()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Contains("data-wait=\"0\"", await rig.Http.GetStringAsync("/dashboard/setup", Cancel), StringComparison.Ordinal);
        using var reader = new StreamReader(await rig.Http.GetStreamAsync("/dashboard/live?of=steps", Cancel));
        Assert.Equal("""{"steps":0}""", (await NextAsync(reader)).ToString());
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal("""{"steps":1}""", (await NextAsync(reader)).ToString());
    }

    [Fact]
    public async Task Each_step_flows_through_the_rule_that_took_it()
    {
        var rule = new DecisionRule { Name = "everything", Condition = new RuleNode.All([]), Models = [new ModelRef("other", false, null, null)] };
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"], s => s with { Policy = s.Policy with { Rules = [rule], Groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal) { [Policy.AutoGroup] = new(Policy.AutoGroup, Auto: true, []) } } });
        string before = await rig.Http.GetStringAsync("/dashboard", Cancel);
        Assert.DoesNotContain("without a rule", before, StringComparison.Ordinal);
        Assert.Contains("shares appear with the first step", before, StringComparison.Ordinal);
        foreach (string model in (string[])[Policy.AutoGroup, Policy.AutoGroup, Policy.AutoGroup, "sim"])
        {
            (await rig.AskAsync(WireFormat.OpenAIChat, model)).Dispose();
        }

        using var reader = new StreamReader(await rig.Http.GetStreamAsync("/dashboard/live", Cancel));
        var text = (await NextAsync(reader)).GetProperty("text");
        Assert.Equal("75 %", text.GetProperty("flow rule everything").GetString());
        Assert.Equal("25 %", text.GetProperty("flow default").GetString());
        Assert.Equal("75 %", text.GetProperty("flow model other").GetString());
        Assert.Contains("without a rule", await rig.Http.GetStringAsync("/dashboard", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_those_who_may_see_the_dashboard()
    {
        var (rig, _) = await AdminRig.KeyedAsync();
        await using var held = rig;
        Assert.Contains("Key or set-up token", await rig.Http.GetStringAsync("/dashboard/live", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_left_open_does_not_hold_up_the_end()
    {
        using var folder = new ServedFolder();
        folder.Write(ServedFolder.Yaml(new Uri("http://127.0.0.1:9"), ("sim", "sim")));
        await using var program = RunningProgram.Start(folder.Serve());
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        using var reader = new StreamReader(await http.GetStreamAsync("/dashboard/live", Cancel));
        await NextAsync(reader);
        long began = Stopwatch.GetTimestamp();
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitAsync());
        // Running answers may take a minute; a page must not.
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(35), "the page held it up");
    }

    private static async Task<JsonElement> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonDocument.Parse(line["data: ".Length..]).RootElement;
            }
        }

        throw new InvalidOperationException("the feed ended");
    }
}
