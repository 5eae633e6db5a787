using System.Net;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Ledger;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Whoever got an error finds it by its id, before a restart and after.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_request_is_found_by_its_id_at_once_and_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var settings = GatewayRig.Settings([GatewayRig.Card("known")], []);
        string id, error;
        await using (var gateway = await StartAsync(settings, folder.Path))
        {
            using var http = Client(gateway);
            using var refused = await http.PostAsync(new Uri(GatewayRig.Path(WireFormat.OpenAIChat, "no-such", false), UriKind.Relative), GatewayRig.JsonContent(GatewayRig.Body(WireFormat.OpenAIChat, "no-such", false)), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            id = refused.Headers.GetValues("X-CodeRouter-Decision").Single();
            error = (await DecisionAsync(http, id)).GetProperty("error").GetProperty("id").GetString()!;
        }

        await using var again = await StartAsync(settings, folder.Path);
        using var client = Client(again);
        foreach (string name in (string[])[id, error])
        {
            var found = await DecisionAsync(client, name);
            Assert.Equal("refused", found.GetProperty("state").GetString());
            Assert.Equal(404, found.GetProperty("status").GetInt32());
            Assert.Equal("no-such", found.GetProperty("asked_model").GetString());
        }

        Assert.Contains(id, await client.GetStringAsync(new Uri("/dashboard/failures", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_shows_a_key_that_does_not_count_is_told_not_to_try_again()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(WireFormat.AnthropicMessages, "sim", false)) { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "sim", false)) };
        request.Headers.Add("x-api-key", "cr-bogus");
        using var answer = await rig.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("false", answer.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task A_pin_to_nothing_is_refused_by_the_pins_name()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(WireFormat.OpenAIChat, "coding-auto", false)) { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.OpenAIChat, "coding-auto", false)) };
        request.Headers.Add("X-CodeRouter-Pin", "simm");
        using var answer = await rig.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        string said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("no model or group \\\"simm\\\". Nearest: sim", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_router_without_any_model_says_where_one_is_added()
    {
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([], []));
        using var answer = await rig.Http.PostAsync(new Uri(GatewayRig.Path(WireFormat.OpenAIChat, "coding-auto", false), UriKind.Relative), GatewayRig.JsonContent(GatewayRig.Body(WireFormat.OpenAIChat, "coding-auto", false)), Cancel);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        string said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("/dashboard/setup", said, StringComparison.Ordinal);
        Assert.Contains("ANTHROPIC_API_KEY", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_too_long_for_a_header_ends_with_a_whole_word_and_dots()
    {
        string[] names = [.. Enumerable.Range(0, 12).Select(static i => $"a-model-of-the-house-number-{i}")];
        await using var rig = await GatewayRig.SimulatedAsync(names);
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(WireFormat.OpenAIChat, "coding-auto", false)) { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.OpenAIChat, "coding-auto", false)) };
        request.Headers.Add("X-CodeRouter-Budget", "0.0000001");
        using var answer = await rig.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        string reason = answer.Headers.GetValues("X-CodeRouter-Reason").Single();
        Assert.InRange(reason.Length, 150, 200);
        Assert.Matches(@"(left|budget|is|of|the|may|cost|\$[0-9.]+|number-\d+:)\.\.\.$", reason);
    }

    [Fact]
    public async Task Of_a_flood_the_store_gets_the_latest_once_the_flood_is_remembered()
    {
        var store = new Counting();
        await using (var refusals = new RecentRefusals(store, TimeProvider.System))
        {
            refusals.Start();
            for (int i = 0; i < 50_000; i++)
            {
                refusals.Add(new StepRecord { Id = "d_" + i, At = Steps.Noon.AddSeconds(i), AskedModel = new string('m', 1000), DetailJson = new byte[100_000] }, isCaller: i % 2 == 0);
            }

            Assert.Equal(1200, refusals.All.Count);
            Assert.Null(refusals.Find("d_1"));
            Assert.NotNull(refusals.Find("d_49999"));
        }

        // Whatever came in, what was written is what was remembered whenever the store was written.
        Assert.True(store.Kept.Count <= store.Rounds * 1200, $"{store.Kept.Count} in {store.Rounds}");
        Assert.All(store.Kept, static r => Assert.True(r.Step.AskedModel.Length <= 201 && r.Step.DetailJson is null));
    }

    [Fact]
    public async Task What_a_failing_store_did_not_take_is_still_remembered_and_tried_again()
    {
        var store = new Counting { Broken = true };
        await using var refusals = new RecentRefusals(store, new Hurried());
        refusals.Start();
        refusals.Add(new StepRecord { Id = "d_1" }, isCaller: true);
        while (store.Failures < 2)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.NotNull(refusals.Find("d_1"));
        store.Broken = false;
        while (store.Rounds == 0)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.Equal("d_1", Assert.Single(store.Kept).Step.Id);
    }

    private static Task<RunningGateway> StartAsync(Settings settings, string folder) =>
        Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = folder, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None });

    private static HttpClient Client(RunningGateway gateway) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(gateway.Addresses[0]) };

    private static async Task<JsonElement> DecisionAsync(HttpClient http, string id)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/coderoute/decisions/" + id, UriKind.Relative), Cancel));
        return document.RootElement.Clone();
    }

    private sealed class Counting : IRefusalStore
    {
        private volatile int _rounds;
        private volatile int _failures;

        public volatile bool Broken;

        public int Failures => _failures;

        public int Rounds => _rounds;

        public List<Refusal> Kept { get; } = [];

        public void Keep(IReadOnlyList<Refusal> batch)
        {
            if (Broken)
            {
                _failures++;
                throw new IOException("database or disk is full");
            }

            Kept.AddRange(batch);
            _rounds++;
        }

        public IReadOnlyList<Refusal> Latest(int mostOfCallers, int mostOfStrangers) => [];

        public StepRecord? Find(string idOrHash, string? keyId) => null;
    }

    /// <summary>Waits that are short.</summary>
    private sealed class Hurried : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : dueTime, period);
    }
}
