using CodeRouter.Cache;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Ledger;
using Xunit;
using Role = CodeRouter.Access.Role;

namespace CodeRouter.Tests.Storage;

public sealed class ErasureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_session_left_is_gone_and_others_and_the_sums_stay()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await AskAsync(rig, "mine", null);
        await AskAsync(rig, "theirs", null);
        var before = (await rig.UsageAsync()).GetProperty("totals");
        using (var stores = Stores.Open(new StorageSettings(), rig.DataFolder))
        {
            Assert.True(stores.Erase(null, "mine").Sum(static r => r.Rows) >= 3);
        }

        Assert.Equal("theirs", Assert.Single(await SessionsAsync(rig)));
        Assert.Equal(before.GetProperty("requests").GetInt64(), (await rig.UsageAsync()).GetProperty("totals").GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task What_a_key_left_is_gone_in_all_its_sessions_and_nobody_elses()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using var held = rig;
        await AskAsync(rig, "one", keys[Role.None]);
        await AskAsync(rig, "two", keys[Role.None]);
        await AskAsync(rig, "two", keys[Role.Viewer]);
        await rig.Gateway.Ledger.CatchUpAsync(Cancel);
        using var stores = Stores.Open(new StorageSettings(), rig.DataFolder);
        stores.Erase(keys[Role.None].Split('-')[1], null);
        Assert.Equal(["two"], (await stores.Ledger.SessionsAsync(new CodeRouter.Ledger.SessionQuery(), Cancel)).Select(static s => s.Id));
        Assert.Single(await stores.Ledger.StepsAsync(new CodeRouter.Ledger.StepQuery(), Cancel));
        Assert.Throws<ArgumentException>(() => stores.Erase(null, null));
    }

    [Fact]
    public async Task What_a_session_was_refused_is_gone_too()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var stores = Stores.Open(new StorageSettings(), rig.DataFolder);
        stores.Refusals.Keep([.. ((string[])["mine", "theirs"]).Select(static s => new CodeRouter.Ledger.Refusal(Ledger.Steps.Answered(s), true))]);
        stores.Erase(null, "mine");

        Assert.Equal("theirs", Assert.Single(stores.Refusals.Latest(10, 10)).Step.Session);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_kept_to_be_answered_with_again_goes_with_its_key_and_its_session(bool shared, bool bySession)
    {
        using var folder = new TemporaryFolder();
        var storage = new StorageSettings { Postgres = shared ? new Secret(await (await PostgresServer.SharedAsync()).NewDatabaseAsync()) : null };
        using var stores = Stores.Open(storage, folder.Path);
        var sealing = new Lazy<byte[]>(new byte[32]);
        var answers = stores.Answers(sealing);
        var questions = stores.Questions(sealing);
        string[] tenants = ["key:mine", "key:mine:credential", "key:minetoo"];
        foreach (string tenant in tenants)
        {
            string id = "d_" + tenant;
            stores.Ledger.Write([Ledger.Steps.Answered(tenant == "key:minetoo" ? "theirs" : "s", with: s => (s.Id, s.KeyId) = (id, tenant.Split(':')[1]))]);
            answers.Keep(new CachedAnswer(tenant, "k", id, WireFormat.OpenAIChat, "sim", default, [1], Ledger.Steps.Noon, Ledger.Steps.Noon.AddYears(9)), 10);
            questions.Keep(new AskedQuestion(tenant, "scope", "k", "what: quokka", "built-in", [], Ledger.Steps.Noon, Ledger.Steps.Noon.AddYears(9)), 10);
        }

        var erased = stores.Erase(bySession ? null : "mine", bySession ? "s" : null);
        Assert.Contains(("asked_question", 2L), erased);
        Assert.Equal([false, false, true], tenants.Select(t => answers.Find(t, "k", Ledger.Steps.Noon) is not null));
    }

    private static async Task AskAsync(GatewayRig rig, string session, string? key)
    {
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r =>
        {
            r.Headers.Add("X-CodeRouter-Session", session);
            if (key is not null)
            {
                r.Headers.Add("x-api-key", key);
            }
        });
        await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<string?[]> SessionsAsync(GatewayRig rig) =>
        [.. (await rig.UsageAsync("?group_by=session")).GetProperty("groups").EnumerateArray().Select(static g => g.GetProperty("session_id").GetString())];
}
