using System.Net;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Config;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>The operator's own rules: which requests are refused and which models may see them, fall-backs and models named by the caller included.</summary>
public sealed class OperatorRuleTests
{
    private static readonly DataLimits Europe = new([], [], ["eu"], [], Local: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repository_stays_in_its_region_whether_the_model_is_chosen_or_named()
    {
        await using var rig = await RigAsync(new GuardRule { Name = "europe", Repositories = ["acme/*"], Action = GuardAction.Route, Limits = Europe });
        using var chosen = await AskAsync(rig, "coding-auto", "hello", "acme/shop");
        using var named = await AskAsync(rig, "us", "hello", "acme/shop");
        using var allowed = await AskAsync(rig, "eu", "hello", "Acme/Shop");
        using var elsewhere = await AskAsync(rig, "us", "hello", "other/shop");
        using var unnamed = await AskAsync(rig, "us", "hello", null);

        Assert.Equal("eu", chosen.Headers.GetValues("X-CodeRouter-Model").Single());
        Assert.Equal(HttpStatusCode.Forbidden, named.StatusCode);
        string said = await named.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("rule europe: its region is us, allowed: eu", said, StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [allowed.StatusCode, elsewhere.StatusCode, unnamed.StatusCode]);
        Assert.True((await rig.DecisionAsync(chosen)).GetProperty("guards").TryGetProperty("rule:europe", out _));
    }

    [Fact]
    public async Task Where_the_allowed_model_fails_no_other_one_is_tried()
    {
        await using var dead = await RigAsync(new GuardRule { Name = "europe", Repositories = ["*"], Action = GuardAction.Route, Limits = Europe }, europe: new Uri("http://127.0.0.1:9"));
        using var answer = await AskAsync(dead, "coding-auto", "hello", "acme/shop");

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Empty(dead.Provider.Requests);
    }

    [Fact]
    public async Task A_model_without_the_tag_is_not_let_in_and_the_error_names_each()
    {
        await using var rig = await RigAsync(new GuardRule { Name = "short", Action = GuardAction.Route, Limits = new DataLimits([], [], [], ["none"], Local: false) });
        using var answer = await AskAsync(rig, "coding-auto", "hello", null);
        string said = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("eu: rule short: its data.retention is not configured, allowed: none", said, StringComparison.Ordinal);
        Assert.Contains("us: rule short", said, StringComparison.Ordinal);
        Assert.Empty(rig.Provider.Requests);
    }

    [Theory]
    [InlineData("src/secret/**", "read src/secret/a/keys.cs please", true)]
    [InlineData("src/secret/**", "read /home/dev/shop/src/secret/keys.cs", true)]
    [InlineData("src/secret/**", "read src\\\\secret\\\\keys.cs", true)]
    [InlineData("src/secret/**", """{"path":"src\/secret\/keys.cs"}""", true)]
    [InlineData("src/secret/**", """{"path":"src\\\\secret\\\\keys.cs"}""", true)]
    [InlineData("src/secret/**", "read ./src/./secret//keys.cs", true)]
    [InlineData("*.pem", "cat certs/server.pem.", true)]
    [InlineData("src/secret/**", "read src/secrets/keys.cs", false)]
    [InlineData("*.pem", "cat server.pemx", false)]
    public async Task A_file_that_is_named_anywhere_keeps_the_request_in(string path, string text, bool kept)
    {
        await using var rig = await RigAsync(new GuardRule { Name = "paths", Paths = [path], Action = GuardAction.Route, Limits = Europe });
        using var answer = await AskAsync(rig, "us", text.Replace("\\\\", "\\", StringComparison.Ordinal), null);
        Assert.Equal(kept ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("tell me of PROJECT bluebird", true)]
    [InlineData("tell me of project  bluebird", true)]
    [InlineData("tell me of project\r\n\tbluebird", true)]
    [InlineData("tell me of pro\u200Bject blue\u00ADbird", true)]
    [InlineData("tell me of ｐｒｏｊｅｃｔ bluebird", true)]
    [InlineData("tell me of projectbluebird or a project with bluebirds in it", false)]
    public async Task A_phrase_is_met_however_its_words_are_parted_or_disguised(string text, bool met)
    {
        await using var rig = await RigAsync(new GuardRule { Name = "bird", Phrases = ["project bluebird"], Action = GuardAction.Block });
        using var answer = await AskAsync(rig, "us", text, null);
        Assert.Equal(met ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_a_tool_call_named_earlier_still_counts()
    {
        await using var rig = await RigAsync(new GuardRule { Name = "paths", Paths = ["src/secret/**"], Action = GuardAction.Route, Limits = Europe });
        const string Body = """{"model":"us","messages":[{"role":"user","content":"read it"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"read","arguments":"{\"file_path\":\"src/secret/a.cs\"}"}}]},{"role":"tool","tool_call_id":"c","content":"class A;"},{"role":"assistant","content":"done"},{"role":"user","content":"thanks"}]}""";
        using var answer = await rig.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), GatewayRig.JsonContent(Body), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("Tell me about Project Bluebird", true)]
    [InlineData("ticket ACME-1234 is open", true)]
    [InlineData("look at https://files.evil.example/x", true)]
    [InlineData("look at https://notevil.example/x or evil.example.org", false)]
    [InlineData("ticket ACME-12", false)]
    public async Task Phrases_patterns_and_domains_block_with_the_operators_words(string text, bool blocked)
    {
        await using var rig = await RigAsync(
            new GuardRule { Name = "a", Phrases = ["project bluebird"], Action = GuardAction.Block, Message = "Ask legal first." },
            new GuardRule { Name = "b", Patterns = ["ACME-[0-9]{4}"], Action = GuardAction.Block, Message = "Ask legal first." },
            new GuardRule { Name = "c", Domains = ["evil.example"], Action = GuardAction.Block, Message = "Ask legal first." });
        using var answer = await AskAsync(rig, "us", text, null);
        string said = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(blocked ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(blocked, said.Contains("Ask legal first.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finds_that_the_operator_ignores_in_a_repository_pass_there_and_nowhere_else()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Guards = new GuardSettings { Pii = GuardAction.Block, Ignores = [new GuardIgnore(["acme/shop"], ["email"], ["*@acme-corp.com"])] } });
        const string Mail = "write to jane.roe@acme-corp.com";
        using var there = await AskAsync(rig, "sim", Mail, "acme/shop");
        using var elsewhere = await AskAsync(rig, "sim", Mail, "acme/other");
        using var another = await AskAsync(rig, "sim", "write to jane.roe@mail-corp.com", "acme/shop");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [there.StatusCode, elsewhere.StatusCode, another.StatusCode]);
    }

    [Fact]
    public void The_file_says_all_of_it()
    {
        var settings = ConfigFiles.Load("""
            providers: {models: [{name: m, data: {region: eu, retention: none}, endpoints: [{endpoint: "127.0.0.1:1"}]}]}
            guards:
              secrets: observe
              groups: {contractors: {secrets: block, pii: redact}}
              ignore: [{repositories: [acme/shop], types: [email]}]
              rules:
                - {name: europe, when: {repositories: ["acme/*"], paths: ["src/**"]}, allow: {regions: [eu], local: false}}
                - {name: words, when: {phrases: [bluebird]}, action: block, message: Ask legal.}
            """);
        var guards = settings.Guards;
        Assert.Equal(new DataTags("local", "eu", "none"), settings.Policy.Models[0].Data);
        Assert.Equal((GuardAction.Block, GuardAction.Redact, GuardAction.Observe), (guards.For("contractors").Secrets, guards.For("contractors").Pii, guards.For("others").Secrets));
        Assert.Equal(2, guards.For("contractors").Rules.Count);
        Assert.Equal((GuardAction.Route, false, "eu"), (guards.Rules[0].Action, guards.Rules[0].Limits!.Local, guards.Rules[0].Limits!.Regions.Single()));
        Assert.Equal("Ask legal.", guards.Rules[1].Message);
    }

    [Fact]
    public void A_pattern_that_cannot_run_in_linear_time_is_refused_at_load()
    {
        var compiled = ConfigFiles.Compile("""
            providers: {models: [{name: m, endpoints: [{endpoint: "127.0.0.1:1"}]}]}
            guards: {rules: [{name: r, when: {patterns: ["(?<=a)b"]}, action: block}]}
            """);
        Assert.Contains(compiled.Problems, p => p.IsError && p.Message.Contains("pattern cannot be used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("phrases: []", "names nothing", "at least one word")]
    [InlineData("phrases: [bird, '']", "names nothing", "at least one word")]
    [InlineData("patterns: ['']", "names nothing", "at least one word")]
    [InlineData("patterns: ['[']", "pattern cannot be used", "mend it")]
    [InlineData("patterns: ['a{1000000}']", "pattern cannot be used", "repetitions of many thousand")]
    public void A_condition_that_every_request_meets_or_none_can_is_refused_at_load_with_what_to_do(string condition, string message, string remedy)
    {
        var problem = ConfigFiles.Compile("guards: {rules: [{name: r, when: {" + condition + "}, action: block}]}").Errors.Single(static p => p.Path.StartsWith("guards", StringComparison.Ordinal));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayRig rig, string model, string text, string? repository) =>
        rig.AskAsync(WireFormat.OpenAIChat, model, text: text, change: r =>
        {
            if (repository is not null)
            {
                r.Headers.Add("X-CodeRouter-Repo", repository);
            }
        });

    private static Task<GatewayRig> RigAsync(params GuardRule[] rules) => RigAsync(rules, europe: null);

    private static Task<GatewayRig> RigAsync(GuardRule rule, Uri europe) => RigAsync([rule], europe);

    private static async Task<GatewayRig> RigAsync(GuardRule[] rules, Uri? europe)
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync(Cancel);
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("us") with { Data = new DataTags("acme", "us", null) }, GatewayRig.Card("eu") with { Data = new DataTags("acme", "eu", null) }],
            [GatewayRig.Channel("west", WireFormat.OpenAIChat, provider.BaseUri, ["us"]), GatewayRig.Channel("east", WireFormat.OpenAIChat, europe ?? provider.BaseUri, ["eu"])]);
        return await GatewayRig.StartAsync(settings with { Guards = new GuardSettings { Rules = rules } }, provider);
    }
}
