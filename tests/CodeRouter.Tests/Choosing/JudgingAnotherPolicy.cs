using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Ledger;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Choosing;

/// <summary>What the outcomes of one's own books say about a policy that was not in force: a group splits its sessions between two models, of which one fails.</summary>
public sealed class JudgingAnotherPolicy : IDisposable
{
    private const int Sessions = 40;
    private static readonly (string Model, double Weight)[] Even = [("good", 1), ("poor", 1)];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_split_by_weight_tells_how_all_would_have_ended_on_one_of_the_models()
    {
        var policy = await PlayAsync(Even);

        var outcomes = Replay(policy with { Groups = Group(("good", 1)) }).GetProperty("outcomes");

        double then = Rate(outcomes, "then");
        Assert.Equal(Sessions, outcomes.GetProperty("turns").GetInt32());
        Assert.InRange(then, 0.25, 0.75);
        Assert.Equal(Sessions, outcomes.GetProperty("different").GetInt32() + (int)Math.Round(then * Sessions));
        Assert.Equal(1, Rate(outcomes, "snips"), 3);
        Assert.InRange(Rate(outcomes, "doubly_robust"), 0.85, 1.25);
        Assert.Equal(then * Sessions, outcomes.GetProperty("snips").GetProperty("effective_turns").GetDouble(), 1);
    }

    [Fact]
    public async Task Another_split_is_judged_by_what_each_of_its_models_did()
    {
        var policy = await PlayAsync(Even);

        var outcomes = Replay(policy with { Groups = Group(("good", 9), ("poor", 1)) }).GetProperty("outcomes");

        Assert.Equal((Sessions, 0), (outcomes.GetProperty("different").GetInt32(), outcomes.GetProperty("untried").GetDouble()));
        Assert.InRange(Rate(outcomes, "snips"), 0.8, 0.97);
    }

    [Fact]
    public async Task Where_nothing_was_left_to_chance_the_interval_leaves_open_what_would_have_come_of_it()
    {
        var policy = await PlayAsync([("poor", 1)]);

        var same = Replay(policy).GetProperty("outcomes");
        var other = Replay(policy with { Groups = Group(("good", 1)) }).GetProperty("outcomes");

        Assert.Equal((0, Sessions, 0.0), (same.GetProperty("different").GetInt32(), same.GetProperty("turns").GetInt32(), Rate(same, "doubly_robust")));
        Assert.Equal(1, other.GetProperty("untried").GetDouble());
        Assert.Equal([0.0, 1.0], other.GetProperty("doubly_robust").GetProperty("ci95").EnumerateArray().Select(static b => b.GetDouble()));
        Assert.Equal(JsonValueKind.Null, other.GetProperty("snips").ValueKind);
    }

    [Fact]
    public async Task Books_without_outcomes_say_where_outcomes_come_from()
    {
        var policy = await PlayAsync(Even, report: false);

        Assert.Contains("outcomes: none in the books to judge by (test runs that agents report, or POST /v1/coderoute/feedback)", Told(policy), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static double Rate(JsonElement outcomes, string estimator) => outcomes.GetProperty(estimator).GetProperty("solve_rate").GetDouble();

    private static Dictionary<string, ModelGroup> Group(params (string Model, double Weight)[] members) =>
        new(StringComparer.Ordinal) { ["split"] = new ModelGroup("split", false, [.. members.Select(static m => new GroupMember(m.Model, null, m.Weight))]) };

    private async Task<Policy> PlayAsync((string Model, double Weight)[] members, bool report = true)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(cancel);
        string[] names = ["good", "poor"];
        var settings = GatewayRig.Settings([.. names.Select(static n => GatewayRig.Card(n, Tier.Balanced))], [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, names))]);
        settings = settings with { Policy = settings.Policy with { Groups = Group(members) } };
        await using var gateway = await Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = _folder.Path, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None });
        using var http = new HttpClient { BaseAddress = new Uri(gateway.Addresses[0]) };
        for (int i = 0; i < Sessions; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "split", false, $"Add a flag number {i}.")) };
            request.Headers.Add("X-CodeRouter-Session", $"s{i}");
            using var answer = await http.SendAsync(request, cancel);
            Assert.Equal(200, (int)answer.StatusCode);
            if (report)
            {
                string came = answer.Headers.GetValues("X-CodeRouter-Model").Single() == "good" ? "success" : "failure";
                using var said = await http.PostAsync("/v1/coderoute/feedback", GatewayRig.JsonContent($$"""{"decision_id":"{{answer.Headers.GetValues("X-CodeRouter-Decision").Single()}}","outcome":"{{came}}","source":"ci"}"""), cancel);
                Assert.Equal(202, (int)said.StatusCode);
            }
        }

        return settings.Policy;
    }

    private JsonElement Replay(Policy other) => JsonDocument.Parse(Told(other, json: true)).RootElement;

    private string Told(Policy other, bool json = false)
    {
        using var database = SqliteDatabase.Open(Path.Combine(_folder.Path, "coderouter.db"));
        using var store = new SqliteLedgerStore(database);
        var output = new StringWriter();
        Assert.Equal(0, new LedgerReplay(store, new CodeRouter.Storage.OutcomeTables(database), new CodeRouter.Ledger.PolicyNotes(new NoteTables(database)), output, json).Run(other, "other"));
        return output.ToString();
    }
}
