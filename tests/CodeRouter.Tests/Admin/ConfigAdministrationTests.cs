using System.Net;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Admin;

/// <summary>Channels, models, groups, signals and decisions edited over HTTP, over a file or without one.</summary>
public sealed class ConfigAdministrationTests
{
    private const string Secret = "sk-very-secret-key-4711";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_and_a_model_added_while_running_serve_at_once_and_after_a_restart_and_the_key_is_nowhere_in_the_clear()
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(Cancel);
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var settings = GatewayRig.Settings([], []);
        for (int run = 0; run < 2; run++)
        {
            var rig = await GatewayRig.StartAsync(settings, folder: folder.FullName);
            await using (new Keeping(rig))
            {
                if (run == 0)
                {
                    var made = await rig.AdminAsync(HttpMethod.Post, "/channels", $$"""
                        {"name":"mine","api_format":"openai","base_url":"{{provider.BaseUri}}v1","access_key":"{{Secret}}","models":["sim-new"]}
                        """);
                    Assert.True(made.Status == HttpStatusCode.Created, made.Text);
                    Assert.DoesNotContain(Secret, made.Text, StringComparison.Ordinal);
                    var priced = await rig.AdminAsync(HttpMethod.Post, "/models", """{"name":"sim-new","pricing":{"prompt_per_1m":1,"completion_per_1m":2},"tier":"cheap"}""");
                    Assert.True(priced.Status == HttpStatusCode.Created, priced.Text);
                }

                using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim-new");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal("cheap", answer.Headers.GetValues("X-CodeRouter-Tier").Single());
                foreach (string path in (string[])["/channels", "/channels/mine", "/config", "/config/versions", "/config/versions/1", "/audit"])
                {
                    Assert.DoesNotContain(Secret, (await rig.AdminAsync(HttpMethod.Get, path)).Text, StringComparison.Ordinal);
                }

                Assert.True((await rig.AdminAsync(HttpMethod.Post, "/channels/mine/test")).Json.GetProperty("ok").GetBoolean());
            }

            foreach (string file in Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories))
            {
                Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, Cancel), StringComparison.Ordinal);
            }
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_file_says_belongs_to_the_file_until_it_is_changed_here_and_again_when_it_is_taken_out()
    {
        await using var rig = await FileRigAsync();
        var file = await rig.AdminAsync(HttpMethod.Get, "/models/sim");
        Assert.Equal(("file", 0), (file.Json.GetProperty("owner").GetString(), file.Json.GetProperty("revision").GetInt32()));
        Assert.Equal(1m, file.Json.GetProperty("item").GetProperty("pricing").GetProperty("prompt_per_1m").GetDecimal());

        var changed = await rig.AdminAsync(HttpMethod.Patch, "/models/sim", """{"pricing":{"prompt_per_1m":7}}""", ifMatch: file.ETag);
        Assert.True(changed.Status == HttpStatusCode.OK, changed.Text);
        Assert.Equal(("database", true), (changed.Json.GetProperty("owner").GetString(), changed.Json.GetProperty("shadows_file").GetBoolean()));
        Assert.Equal((7m, 2m), PriceOf(rig));
        Assert.Equal(HttpStatusCode.Conflict, (await rig.AdminAsync(HttpMethod.Patch, "/models/sim", "{}", ifMatch: file.ETag)).Status);

        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Post, "/models/sim/reset")).Status);
        Assert.Equal((1m, 2m), PriceOf(rig));
        Assert.Equal("file", (await rig.AdminAsync(HttpMethod.Get, "/models/sim")).Json.GetProperty("owner").GetString());

        static (decimal?, decimal?) PriceOf(GatewayRig rig) => rig.Gateway.State.Current.Settings.Policy.Models.Single(m => m.Name == "sim").Price is var price ? (price.Input, price.Output) : default;
    }

    [Fact]
    public async Task A_credential_taken_over_from_the_file_still_works_and_does_not_follow_to_another_address()
    {
        await using var rig = await FileRigAsync();
        var patched = await rig.AdminAsync(HttpMethod.Patch, "/channels/main", """{"weight":50}""");
        Assert.True(patched.Status == HttpStatusCode.OK, patched.Text);
        Assert.Equal(Secret, KeyOf(rig));
        Assert.DoesNotContain(Secret, patched.Text, StringComparison.Ordinal);

        await rig.AdminAsync(HttpMethod.Patch, "/channels/main", """{"base_url":"http://127.0.0.1:9/v1"}""");
        Assert.Null(KeyOf(rig));

        static string? KeyOf(GatewayRig rig) => rig.Gateway.State.Current.Settings.Channels.Single(c => c.Name == "main").AccessKey?.Reveal();
    }

    [Fact]
    public async Task A_signal_and_a_decision_added_here_route()
    {
        await using var rig = await FileRigAsync();
        Assert.Equal(HttpStatusCode.Created, (await rig.AdminAsync(HttpMethod.Post, "/signals", """{"name":"proof","type":"keywords","operator":"OR","keywords":["lemma"]}""")).Status);
        var decision = await rig.AdminAsync(HttpMethod.Post, "/decisions", """{"name":"proofs","priority":10,"rules":{"operator":"OR","conditions":[{"type":"keyword","name":"proof"}]},"modelRefs":[{"model":"other"}]}""");
        Assert.True(decision.Status == HttpStatusCode.Created, decision.Text);

        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: "Show the lemma.");
        Assert.Equal("proofs", answer.Headers.GetValues("X-CodeRouter-Rule").Single());
        Assert.Equal("other", answer.Headers.GetValues("X-CodeRouter-Model").Single());
    }

    [Theory]
    [InlineData("/channels", """{"name":"x"}""", "base_url")]
    [InlineData("/models", """{"name":"x","tier":"huge"}""", "tier")]
    [InlineData("/model-groups", """{"name":"x","members":[{"model":"nobody"}]}""", "model")]
    [InlineData("/decisions", """{"name":"x","rules":{"operator":"OR","conditions":[{"type":"keyword","name":"none"}]},"modelRefs":[{"model":"sim"}]}""", "conditions")]
    [InlineData("/settings", """{"name":"routing.preference","value":"best"}""", "preference")]
    public async Task What_does_not_fit_is_refused_whole_with_the_place_and_the_remedy(string path, string body, string field)
    {
        await using var rig = await FileRigAsync();
        int generation = rig.Gateway.Configuration.Current.Generation;
        var refused = await rig.AdminAsync(HttpMethod.Post, path, body);

        Assert.True(refused.Status == HttpStatusCode.BadRequest, refused.Text);
        Assert.Contains(refused.Json.GetProperty("error").GetProperty("problems").EnumerateArray(), p => p.GetProperty("field").GetString()!.Contains(field, StringComparison.Ordinal));
        Assert.Equal(generation, rig.Gateway.Configuration.Current.Generation);
        Assert.Equal(0, (await rig.AdminAsync(HttpMethod.Get, "/config/versions")).Json.GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task Every_change_is_a_version_that_can_be_compared_and_brought_back()
    {
        await using var rig = await FileRigAsync();
        await rig.AdminAsync(HttpMethod.Post, "/model-groups", """{"name":"fast","members":[{"model":"sim"}]}""");
        await rig.AdminAsync(HttpMethod.Put, "/model-groups/fast", """{"members":[{"model":"other"}]}""");
        await rig.AdminAsync(HttpMethod.Post, "/settings", """{"name":"routing.preference","value":"cost"}""");
        Assert.Equal("Cost", rig.Gateway.State.Current.Settings.Policy.Preference.ToString());

        string[] lines = [.. (await rig.AdminAsync(HttpMethod.Get, "/config/diff?from=1&to=2")).Json.GetProperty("lines").EnumerateArray().Select(l => l.GetString()!)];
        Assert.Contains(lines, l => l.StartsWith('-') && l.Contains("\"sim\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith('+') && l.Contains("\"other\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Post, "/config/versions/1/rollback")).Status);
        Assert.Equal("sim", rig.Gateway.State.Current.Settings.Policy.Groups["fast"].Members.Single().Model);
        Assert.Equal("Balanced", rig.Gateway.State.Current.Settings.Policy.Preference.ToString());
        Assert.Equal(4, (await rig.AdminAsync(HttpMethod.Get, "/config/versions")).Json.GetProperty("versions").GetArrayLength());
        Assert.Equal(0, (await rig.AdminAsync(HttpMethod.Get, "/config/diff?from=1&to=4")).Json.GetProperty("lines").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await rig.AdminAsync(HttpMethod.Post, "/config/versions/99/rollback")).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Post, "/config/versions/0/rollback")).Status);
        Assert.DoesNotContain("fast", rig.Gateway.State.Current.Settings.Policy.Groups.Keys);
    }

    [Fact]
    public async Task An_item_of_the_file_can_be_taken_out_of_use_and_its_removal_undone()
    {
        await using var rig = await FileRigAsync();
        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Delete, "/models/other")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.AskAsync(WireFormat.OpenAIChat, "other")).StatusCode);
        Assert.True((await rig.AdminAsync(HttpMethod.Get, "/models/other")).Json.GetProperty("removed").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Post, "/models/other/reset")).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(WireFormat.OpenAIChat, "other")).StatusCode);
    }

    [Fact]
    public async Task A_channel_that_is_switched_off_is_kept_and_sent_nothing()
    {
        await using var rig = await FileRigAsync();
        var off = await rig.AdminAsync(HttpMethod.Patch, "/channels/main", """{"enabled":false}""");
        Assert.True(off.Status == HttpStatusCode.OK, off.Text);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).StatusCode);
        await rig.AdminAsync(HttpMethod.Patch, "/channels/main", """{"enabled":true}""");
        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).StatusCode);
    }

    [Fact]
    public async Task A_groups_back_end_is_swapped_under_running_traffic_and_no_request_fails()
    {
        await using var rig = await FileRigAsync();
        await rig.AdminAsync(HttpMethod.Post, "/model-groups", """{"name":"fast","members":[{"model":"sim"}]}""");
        using var stop = new CancellationTokenSource();
        var served = new System.Collections.Concurrent.ConcurrentBag<string>();
        var failed = new System.Collections.Concurrent.ConcurrentBag<string>();
        Task[] callers = [.. Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "fast", stream: i % 2 == 0);
                string text = await answer.Content.ReadAsStringAsync(Cancel);
                if (answer.StatusCode == HttpStatusCode.OK && !text.Contains("\"error\"", StringComparison.Ordinal))
                {
                    served.Add(answer.Headers.GetValues("X-CodeRouter-Model").Single());
                }
                else
                {
                    failed.Add(text);
                }
            }
        }))];
        for (int swap = 0; swap < 10; swap++)
        {
            var done = await rig.AdminAsync(HttpMethod.Put, "/model-groups/fast", $$$"""{"members":[{"model":"{{{(swap % 2 == 0 ? "other" : "sim")}}}"}]}""");
            Assert.True(done.Status == HttpStatusCode.OK, done.Text);
            int before = served.Count;
            while (served.Count < before + 20 && failed.IsEmpty)
            {
                await Task.Delay(5, Cancel);
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Empty(failed);
        Assert.Equal(["other", "sim"], served.Distinct().Order());
    }

    [Fact]
    public async Task Routing_is_paused_and_resumed()
    {
        await using var rig = await FileRigAsync();
        Assert.True((await rig.AdminAsync(HttpMethod.Post, "/routing/pause")).Json.GetProperty("paused").GetBoolean());
        Assert.True(rig.Gateway.State.Paused);
        Assert.False((await rig.AdminAsync(HttpMethod.Post, "/routing/resume")).Json.GetProperty("paused").GetBoolean());
    }

    private static async Task<GatewayRig> FileRigAsync()
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync();
        string text = $$"""
            version: v0.1
            listeners: [{name: t, address: 127.0.0.1, port: 0, timeout: 30s}]
            providers:
              models:
                - {name: sim, tier: balanced, pricing: {prompt_per_1m: 1, completion_per_1m: 2} }
                - {name: other, tier: strong, pricing: {prompt_per_1m: 3, completion_per_1m: 4} }
            channels:
              - {name: main, api_format: openai, base_url: "{{provider.BaseUri}}v1", access_key: {{Secret}}, models: [sim, other]}
            """;
        var compiled = SettingsCompiler.Compile(text, static _ => null, Catalog.Empty);
        return await GatewayRig.StartAsync(compiled.Settings!, provider, origin: new ConfigOrigin(text, compiled.Settings!, Catalog.Empty));
    }

    /// <summary>Ends a rig whose folder is still needed.</summary>
    private sealed class Keeping(GatewayRig rig) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            rig.Http.Dispose();
            await rig.Gateway.DisposeAsync();
        }
    }
}
