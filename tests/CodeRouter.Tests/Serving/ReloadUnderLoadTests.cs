using System.Collections.Concurrent;
using System.Net;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>A new configuration takes over between two requests; none of them notices.</summary>
public sealed class ReloadUnderLoadTests
{
    [Fact]
    public async Task A_changed_file_and_SIGHUP_reload_without_losing_a_request_and_a_broken_file_changes_nothing()
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        using var folder = new ServedFolder();
        folder.Write(ServedFolder.Yaml(provider.BaseUri, ("sim", "sim-one")));
        await using var program = RunningProgram.Start(folder.Serve());
        var address = await program.ListeningAsync();
        using var http = new HttpClient { BaseAddress = address };

        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentQueue<string>();
        Task[] load = [.. Enumerable.Range(0, 4).Select(worker => LoadAsync(worker))];

        async Task LoadAsync(int worker)
        {
            while (!stop.IsCancellationRequested)
            {
                using var answer = await http.PostAsync("/v1/messages", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "sim", stream: worker % 2 == 0)), CancellationToken.None);
                string body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                answers.Enqueue($"{(int)answer.StatusCode} {(body.Contains("sim-one", StringComparison.Ordinal) ? "one" : body.Contains("sim-two", StringComparison.Ordinal) ? "two" : body)}");
            }
        }

        await AnswersAsync("200 one");
        folder.Write(ServedFolder.Yaml(provider.BaseUri, ("sim", "sim-two"), ("new", "sim")));
        await program.ErrsAsync("generation 2");
        answers.Clear();
        await AnswersAsync("200 two");
        Assert.Equal(HttpStatusCode.OK, await ServeTests.AskAsync(address, "new"));

        folder.Write("providers: {models: [{name: broken, endpoints: 7}]}\nlisteners: 3\n");
        await program.ErrsAsync("not reloaded");
        await program.ErrsAsync("listeners");
        Assert.Equal(HttpStatusCode.OK, await ServeTests.AskAsync(address, "new"));

        folder.Write(ServedFolder.Yaml(provider.BaseUri, ("sim", "sim-one")));
        await program.ErrsAsync("generation 3");
        program.Signal("HUP");
        await program.ErrsAsync("generation 4");
        await AnswersAsync("200 one");
        Assert.Equal(HttpStatusCode.NotFound, await ServeTests.AskAsync(address, "new"));

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.All(answers, a => Assert.StartsWith("200 ", a, StringComparison.Ordinal));
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitAsync());

        async Task AnswersAsync(string wanted)
        {
            for (int i = 0; i < 1000 && !answers.Contains(wanted); i++)
            {
                await Task.Delay(20);
            }

            Assert.Contains(wanted, answers);
            Assert.All(answers, a => Assert.StartsWith("200 ", a, StringComparison.Ordinal));
        }
    }
}
