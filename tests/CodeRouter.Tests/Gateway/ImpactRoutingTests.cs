using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.CodeGraph;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>What depends on the edited file decides with: over real HTTP, with an index built beforehand.</summary>
public sealed class ImpactRoutingTests
{
    private static readonly string[] Models = ["sim-cheap", "sim-balanced", "sim-strong"];

    private static SourceFolder Shop()
    {
        var folder = new SourceFolder(("shop/__init__.py", ""), ("shop/core.py", "def total(x):\n    return x\n"), ("shop/leaf.py", "def leaf():\n    return 1\n"));
        for (int i = 0; i < 40; i++)
        {
            folder.Write($"shop/user{i}.py", $"from shop.core import total\n\ndef user{i}():\n    return total({i})\n");
        }

        return folder;
    }

    private static async Task<GatewayRig> StartAsync(SourceFolder folder, bool allowed, bool watch = false)
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync();
        var cards = new[] { GatewayRig.Card(Models[0], Tier.Cheap, 0.3m, 1.5m), GatewayRig.Card(Models[1]), GatewayRig.Card(Models[2], Tier.Strong, 15, 75) };
        var settings = GatewayRig.Settings(cards, [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, Models))]) with
        {
            CodeGraph = new CodeGraphSettings { Roots = allowed ? [folder.Root] : [Path.Combine(folder.Root, "elsewhere")], Watch = watch },
        };
        string data = Directory.CreateTempSubdirectory("coderouter-test-").FullName;
        _ = CodeRouter.CodeGraph.CodeBook.Open(folder.Root, data).Update();
        return await GatewayRig.StartAsync(settings, provider, data);
    }

    /// <summary>A turn of an agent that has just edited a file and is told to go on.</summary>
    private static string Body(string file) => JsonSerializer.Serialize(new
    {
        model = "coding-auto",
        max_tokens = 500,
        tools = new[] { new { name = "Edit", description = "edits", input_schema = new { type = "object" } } },
        messages = new object[]
        {
            new { role = "user", content = "Add rounding to the function." },
            new { role = "assistant", content = new object[] { new { type = "tool_use", id = "t1", name = "Edit", input = new { file_path = file, old_string = "x", new_string = "y" } } } },
            new { role = "user", content = new object[] { new { type = "tool_result", tool_use_id = "t1", content = "The file has been updated." }, new { type = "text", text = "Now implement the second part of it as well, with the new parameter." } } },
        },
    });

    private static async Task<(string Model, string Reason)> AskAsync(GatewayRig rig, string file, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(Body(file)) };
        request.Headers.Add("X-CodeRouter-Session", session);
        using var answer = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        return (answer.Headers.GetValues("X-CodeRouter-Model").Single(), answer.Headers.GetValues("X-CodeRouter-Reason").Single());
    }

    private static async Task<(string Model, string Reason)> UntilKnownAsync(GatewayRig rig, string file)
    {
        // The graph is opened behind the start; the first answers may not know it yet.
        for (int i = 0; i < 200; i++)
        {
            var (model, reason) = await AskAsync(rig, file, $"wait-{i}");
            if (model != Models[0])
            {
                return (model, reason);
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return ("never known", "");
    }

    [Fact]
    public async Task An_edit_to_a_widely_used_file_goes_to_a_stronger_model_than_the_same_words_about_a_leaf()
    {
        using var folder = Shop();
        await using var rig = await StartAsync(folder, allowed: true);
        var wide = await UntilKnownAsync(rig, Path.Combine(folder.Root, "shop/core.py"));
        var leaf = await AskAsync(rig, Path.Combine(folder.Root, "shop/leaf.py"), "leaf");
        Assert.Equal("sim-balanced", wide.Model);
        Assert.Contains("shop/core.py: used by 40 files", wide.Reason, StringComparison.Ordinal);
        Assert.Equal("sim-cheap", leaf.Model);
    }

    [Fact]
    public async Task Outside_the_allowed_roots_the_signal_is_off()
    {
        using var folder = Shop();
        await using var rig = await StartAsync(folder, allowed: false);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("sim-cheap", (await AskAsync(rig, Path.Combine(folder.Root, "shop/core.py"), $"s{i}")).Model);
        }
    }

    [Fact]
    public async Task A_path_that_climbs_out_of_the_repository_means_nothing()
    {
        using var folder = Shop();
        await using var rig = await StartAsync(folder, allowed: true);
        await UntilKnownAsync(rig, Path.Combine(folder.Root, "shop/core.py"));
        Assert.Equal("sim-cheap", (await AskAsync(rig, folder.Root + "/../../../etc/passwd.py", "climb")).Model);
        Assert.Equal("sim-cheap", (await AskAsync(rig, "../shop/core.py", "climb2")).Model);
    }

    [Theory]
    [InlineData("shop/core.py\0")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("file:///shop/core.py")]
    public async Task What_is_no_path_costs_the_step_nothing(string path)
    {
        using var folder = Shop();
        await using var rig = await StartAsync(folder, allowed: true);
        await UntilKnownAsync(rig, Path.Combine(folder.Root, "shop/core.py"));
        Assert.Equal("sim-cheap", (await AskAsync(rig, path, "odd")).Model);
        Assert.Equal("sim-cheap", (await AskAsync(rig, path.Length == 0 ? path : Path.Combine(folder.Root, path), "odd2")).Model);
    }

    [Fact]
    public async Task Changes_on_the_disk_are_followed_while_the_gateway_runs()
    {
        using var folder = Shop();
        await using var rig = await StartAsync(folder, allowed: true, watch: true);
        await UntilKnownAsync(rig, Path.Combine(folder.Root, "shop/core.py"));
        for (int i = 0; i < 40; i++)
        {
            folder.Write($"shop/user{i}.py", $"from shop.leaf import leaf\n\ndef user{i}():\n    return leaf()\n");
        }

        var (model, reason) = await UntilKnownAsync(rig, Path.Combine(folder.Root, "shop/leaf.py"));
        Assert.Equal("sim-balanced", model);
        Assert.Contains("shop/leaf.py: used by", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_nobody_indexed_is_named_among_the_reasons()
    {
        using var folder = Shop();
        await using var rig = await StartAsync(folder, allowed: true);
        await UntilKnownAsync(rig, Path.Combine(folder.Root, "shop/core.py"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(Body("elsewhere/core2.py")) };
        request.Headers.Add("X-CodeRouter-Session", "named");
        request.Headers.Add("X-CodeRouter-Repo", "acme/elsewhere");
        using var answer = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var reasons = (await rig.DecisionAsync(answer)).GetProperty("reasons").EnumerateArray().Select(static r => r.ToString());
        Assert.Contains(reasons, static r => r.Contains("acme/elsewhere", StringComparison.Ordinal) && r.Contains("coderouter index", StringComparison.Ordinal));
    }
}
