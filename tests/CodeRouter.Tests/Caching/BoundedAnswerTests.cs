using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Storage;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Caching;

/// <summary>
/// A repository under a rule about data ("local or EU only") is never answered with what a model outside the rule once said, nobody outside
/// with what was said inside, and neither waits for the other's answer: in every cache, over either store.
/// </summary>
public sealed class BoundedAnswerTests
{
    private const string Asked = "How do I reverse a string in Python?";
    private const string Again = "In python, how can I reverse a string?";

    private static readonly DataLimits Europe = new([], [], ["eu"], [], Local: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool> Ways() => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Inside_a_rule_and_outside_of_it_answers_are_kept_apart(bool semantic, bool postgres)
    {
        await using var rig = await RigAsync(semantic, Europe, storage: await StorageAsync(postgres));
        string again = semantic ? Again : Asked;

        Assert.Equal("us miss", await AskAsync(rig, Asked, null));
        Assert.Equal("eu miss", await AskAsync(rig, again, "acme/shop"));
        Assert.Equal("eu hit", await AskAsync(rig, Asked, "acme/shop"));
        Assert.Equal("us hit", await AskAsync(rig, again, null));
        Assert.Equal("us hit", await AskAsync(rig, again, "other/shop"));
        Assert.Equal(2, rig.Provider.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task At_one_time_each_side_asks_a_model_of_its_own(bool semantic)
    {
        await using var rig = await RigAsync(semantic, Europe, mishap: _ => "slow-first-byte-400");
        string[] all = await Task.WhenAll(AskAsync(rig, Asked, null), AskAsync(rig, Asked, "acme/shop"), AskAsync(rig, Asked, null), AskAsync(rig, Asked, "acme/shop"));

        Assert.Equal(["eu hit", "eu miss", "us hit", "us miss"], all.Order(StringComparer.Ordinal));
        Assert.Equal(["eu", "us"], rig.Provider.Requests.Select(static r => System.Text.Json.JsonDocument.Parse(r.Body).RootElement.GetProperty("model").GetString()!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_a_stricter_rule_no_longer_admits_is_not_given_again(bool semantic, bool postgres)
    {
        var storage = await StorageAsync(postgres);
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var before = await RigAsync(semantic, Europe, storage, folder.FullName);
        Assert.Equal("eu miss", await AskAsync(before, Asked, "acme/shop"));
        before.Http.Dispose();
        await before.Gateway.DisposeAsync();
        await before.Provider.DisposeAsync();

        // The same rule by its name, and the same models.
        await using var after = await RigAsync(semantic, new DataLimits(["den"], [], [], [], Local: false), storage, folder.FullName);
        Assert.Equal("den miss", await AskAsync(after, semantic ? Again : Asked, "acme/shop"));
    }

    [Fact]
    public async Task An_answer_of_which_nobody_knows_where_it_was_made_is_given_outside_only()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        await using var rig = await RigAsync(semantic: false, Europe, folder: folder.FullName);
        Assert.Equal("eu miss", await AskAsync(rig, Asked, "acme/shop"));
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        using (var link = ((IDatabase)database).Connect())
        {
            Assert.Equal(1, link.Run("UPDATE cached_answer SET tags = ''"));
        }

        Assert.Equal("eu miss", await AskAsync(rig, Asked, "acme/shop"));
    }

    [Fact]
    public async Task Secrets_that_keep_a_request_at_home_keep_it_from_answers_given_elsewhere()
    {
        const string Key = "Is AKIAQ7ZR2KX9LMT4VWB8 a valid key id?";
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var careless = await RigAsync(semantic: false, limits: null, folder: folder.FullName);
        Assert.Equal("us miss", await AskAsync(careless, Key, null));
        careless.Http.Dispose();
        await careless.Gateway.DisposeAsync();
        await careless.Provider.DisposeAsync();

        await using var routing = await RigAsync(semantic: false, limits: null, folder: folder.FullName, secrets: GuardAction.Route);
        Assert.Equal("den miss", await AskAsync(routing, Key, null));
        Assert.Equal("den hit", await AskAsync(routing, Key, null));
    }

    private static async Task<string> AskAsync(GatewayRig rig, string text, string? repository)
    {
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: text, change: r =>
        {
            if (repository is not null)
            {
                r.Headers.Add("X-CodeRouter-Repo", repository);
            }
        });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        return $"{answer.Headers.GetValues("X-CodeRouter-Model").Single()} {answer.Headers.GetValues("X-CodeRouter-Cache").Single()}";
    }

    private static async Task<StorageSettings?> StorageAsync(bool postgres) =>
        postgres ? new StorageSettings { Postgres = new Secret(await (await PostgresServer.SharedAsync()).NewDatabaseAsync()) } : null;

    // Left alone the cheapest is taken, "us"; then "eu"; then the one at home.
    private static async Task<GatewayRig> RigAsync(bool semantic, DataLimits? limits, StorageSettings? storage = null, string? folder = null, Func<SimulatedCall, string?>? mishap = null, GuardAction secrets = GuardAction.Off)
    {
        var provider = new SimulatedProvider(new SimulatedOptions { Mishap = mishap });
        await provider.StartAsync(Cancel);
        var settings = GatewayRig.Settings(
            [
                GatewayRig.Card("us", input: 1, output: 5) with { Data = new DataTags("acme", "us", null) },
                GatewayRig.Card("eu", input: 3, output: 15) with { Data = new DataTags("acme", "eu", null) },
                GatewayRig.Card("den", Tier.Local, input: 30, output: 150) with { IsLocal = true },
            ],
            [GatewayRig.Channel("chat", WireFormat.OpenAIChat, provider.BaseUri, ["us", "eu", "den"])]);
        GuardRule[] rules = limits is null ? [] : [new GuardRule { Name = "europe", Repositories = ["acme/*"], Action = GuardAction.Route, Limits = limits }];
        return await GatewayRig.StartAsync(
            settings with
            {
                Cache = new CacheSettings { Exact = !semantic, Semantic = semantic },
                Guards = new GuardSettings { Rules = rules, Secrets = secrets },
                Storage = storage ?? settings.Storage,
            },
            provider,
            folder);
    }
}
