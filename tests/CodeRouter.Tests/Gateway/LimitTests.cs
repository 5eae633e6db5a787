using System.Globalization;
using System.Net;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Limits of keys and token groups as callers meet them: over HTTP, in their own wire format.</summary>
public sealed class LimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireFormat.OpenAIChat, "rate_limit_exceeded")]
    [InlineData(WireFormat.OpenAIResponses, "rate_limit_exceeded")]
    [InlineData(WireFormat.AnthropicMessages, "rate_limit_error")]
    [InlineData(WireFormat.Gemini, "RESOURCE_EXHAUSTED")]
    public async Task The_request_too_many_of_a_minute_is_told_429_and_when_to_come_again(WireFormat format, string word)
    {
        await using var rig = await KeyedAsync(k => k with { Limits = new LimitSet { RequestsPerMinute = 2 } });
        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(format)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(format)).StatusCode);
        using var third = await rig.AskAsync(format);

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(int.Parse(third.Headers.GetValues("retry-after").Single(), CultureInfo.InvariantCulture), 1, 61);
        string words = await third.Content.ReadAsStringAsync(Cancel);
        Assert.Contains(word, words, StringComparison.Ordinal);
        Assert.Contains("2 requests a minute", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")]
    [InlineData(WireFormat.OpenAIResponses, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")]
    [InlineData(WireFormat.AnthropicMessages, "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset")]
    [InlineData(WireFormat.Gemini)]
    public async Task What_is_left_of_the_limits_stands_on_every_answer_and_by_the_clients_names_where_no_provider_says_the_same(WireFormat format, params string[] names)
    {
        await using var rig = await KeyedAsync(
            k => k with { Group = "team", Limits = new LimitSet { RequestsPerMinute = 2, Usd = 5 } },
            new TokenGroup { Name = "team", Limits = new LimitSet { RequestsPerMinute = 50, TokensPerMinute = 1_000_000 } });
        using var first = await rig.AskAsync(format);
        string[] told = first.Headers.GetValues("X-CodeRouter-Limits").Single().Split("; ");
        Assert.Equal("requests_per_minute=1/2", told[0]);
        Assert.Equal("group_requests_per_minute=49/50", told[1]);
        Assert.Matches("^group_tokens_per_minute=9[0-9]{5}/1000000$", told[2]);
        Assert.Matches("^budget_usd=4\\.[0-9]+/5$", told[3]);
        // The provider's own are of its account, and are passed on.
        Assert.All(names.Take(1), name => Assert.NotEqual("2", first.Headers.GetValues(name).Single()));

        await rig.AskAsync(format);
        using var third = await rig.AskAsync(format);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.StartsWith("requests_per_minute=0/2; ", third.Headers.GetValues("X-CodeRouter-Limits").Single(), StringComparison.Ordinal);
        Assert.Equal(names.Length > 0 ? ["2", "0"] : [], names.Take(2).Select(name => third.Headers.GetValues(name).Single()));
        Assert.All(names.Skip(2), name => Assert.InRange(Wait(third.Headers.GetValues(name).Single()), 50, 60));

        static double Wait(string reset) => reset.EndsWith('s') ? double.Parse(reset[..^1], CultureInfo.InvariantCulture) : (DateTimeOffset.Parse(reset, CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow).TotalSeconds;
    }

    [Fact]
    public async Task A_request_that_is_larger_than_the_minute_is_not_tried_again_by_libraries()
    {
        await using var rig = await KeyedAsync(k => k with { Limits = new LimitSet { TokensPerMinute = 50 } });
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat);
        Assert.Equal((HttpStatusCode.TooManyRequests, "false"), (answer.StatusCode, answer.Headers.GetValues("x-should-retry").Single()));
        await using var usual = await KeyedAsync(k => k with { Limits = new LimitSet { RequestsPerMinute = 1 } });
        await usual.AskAsync(WireFormat.OpenAIChat);
        using var second = await usual.AskAsync(WireFormat.OpenAIChat);
        Assert.Equal((HttpStatusCode.TooManyRequests, false), (second.StatusCode, second.Headers.Contains("x-should-retry")));
    }

    [Theory]
    [InlineData(1, 3.5, "free again once those have ended", "It frees at")]
    [InlineData(4.5, 0, "It frees at", "free again")]
    public void A_budget_that_others_only_hold_is_told_apart_from_one_that_is_used_up(double used, double reserved, string says, string not)
    {
        var denial = new LimitDenial(new Limit(LimitScope.Key, "k", LimitPeriod.Day, LimitUnit.Usd, 5), (decimal)used, (decimal)reserved, 1, DateTimeOffset.UtcNow);
        Assert.Contains(says, denial.ToRefusal().Message, StringComparison.Ordinal);
        Assert.DoesNotContain(not, denial.ToRefusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_limits_hears_of_none()
    {
        await using var rig = await KeyedAsync();
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat);
        Assert.False(answer.Headers.Contains("X-CodeRouter-Limits"));
    }

    [Fact]
    public async Task A_refused_or_malformed_request_does_not_use_up_the_minute()
    {
        await using var rig = await KeyedAsync(k => k with { Limits = new LimitSet { RequestsPerMinute = 1, Concurrent = 1 } });
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await rig.AskAsync(WireFormat.OpenAIChat, "no-such-model")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(WireFormat.OpenAIChat)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await rig.AskAsync(WireFormat.OpenAIChat)).StatusCode);
    }

    [Fact]
    public async Task Requests_at_one_time_are_held_to_the_limit_and_places_come_back_whatever_happens()
    {
        await using var rig = await KeyedAsync(k => k with { Limits = new LimitSet { Concurrent = 2 } }, models: ["sim", "sim-hangs", "sim-500"]);
        using var leaving = new CancellationTokenSource();
        Task[] hanging = [.. Enumerable.Range(0, 2).Select(_ => rig.AskAsync(WireFormat.OpenAIChat, "sim-hangs", leaving: leaving))];
        // Not before both hold their places: a third that came between would take one of them, and hold it for a moment only.
        await rig.ServedAsync(2);
        using var third = await rig.AskAsync(WireFormat.OpenAIChat);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Contains("too_many_concurrent_requests", await third.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await leaving.CancelAsync();
        await Task.WhenAll(hanging.Select(t => t.ContinueWith(static _ => { }, TaskScheduler.Default)));
        while ((await rig.AskAsync(WireFormat.OpenAIChat)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(10, Cancel);
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await rig.AskAsync(WireFormat.OpenAIChat, "sim-500")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(WireFormat.OpenAIChat)).StatusCode);
    }

    [Fact]
    public async Task A_token_groups_budget_is_shared_by_its_keys_and_charged_by_its_ratio()
    {
        var group = new TokenGroup { Name = "team", Ratio = 2, Limits = new LimitSet { Usd = 0.01m }, CreatedAt = DateTimeOffset.UtcNow };
        await using var rig = await KeyedAsync(k => k with { Group = "team" }, group);
        int passed = 0;
        HttpResponseMessage answer;
        while ((answer = await rig.AskAsync(WireFormat.AnthropicMessages)).StatusCode == HttpStatusCode.OK)
        {
            passed++;
            Assert.True(passed < 1000);
        }

        string words = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Contains("group", words, StringComparison.Ordinal);
        var totals = (await rig.UsageAsync()).GetProperty("totals");
        decimal cost = totals.GetProperty("cost_usd").GetDecimal(), billed = totals.GetProperty("billed_usd").GetDecimal();
        Assert.Equal(cost * 2, billed);
        Assert.InRange(billed, 0.0001m, 0.01m);
    }

    [Fact]
    public async Task Tokens_are_a_budget_too()
    {
        await using var rig = await KeyedAsync(k => k with { Limits = new LimitSet { TokensPerDay = 400 } });
        int passed = 0;
        HttpResponseMessage answer;
        while ((answer = await rig.AskAsync(WireFormat.AnthropicMessages)).StatusCode == HttpStatusCode.OK)
        {
            passed++;
            Assert.True(passed < 400);
        }

        Assert.True(passed > 0);
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Contains("400 tokens a day", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_own_budget_header_bounds_its_session()
    {
        await using var rig = await KeyedAsync();
        using var fits = await rig.AskAsync(WireFormat.AnthropicMessages, change: r => Header(r, "s1", "0.01"));
        using var second = await rig.AskAsync(WireFormat.AnthropicMessages, change: r => Header(r, "s1", "0.0001"));
        using var other = await rig.AskAsync(WireFormat.AnthropicMessages, change: r => Header(r, "s2", "0.01"));
        using var garbage = await rig.AskAsync(WireFormat.AnthropicMessages, change: r => Header(r, "s3", "much"));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.PaymentRequired, HttpStatusCode.OK, HttpStatusCode.BadRequest],
            [fits.StatusCode, second.StatusCode, other.StatusCode, garbage.StatusCode]);

        static void Header(HttpRequestMessage request, string session, string budget)
        {
            request.Headers.Add("X-CodeRouter-Session", session);
            request.Headers.Add("X-CodeRouter-Budget", budget);
        }
    }

    [Fact]
    public async Task A_failover_to_a_dearer_model_is_within_the_budget_or_does_not_happen()
    {
        foreach (var (budget, expected) in ((decimal, HttpStatusCode)[])[(0.005m, HttpStatusCode.InternalServerError), (1m, HttpStatusCode.OK)])
        {
            await using var rig = await KeyedAsync(
                k => k with { Limits = new LimitSet { Usd = budget } },
                cards: [GatewayRig.Card("sim-500", input: 1, output: 10), GatewayRig.Card("dear", input: 100, output: 1000)],
                groups: new ModelGroup("both", Auto: false, [new GroupMember("sim-500", null, 1), new GroupMember("dear", null, 0)]));
            using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "both");

            Assert.Equal(expected, answer.StatusCode);
            var decision = await rig.DecisionAsync(answer);
            Assert.Equal(expected == HttpStatusCode.OK ? "dear" : "sim-500", decision.GetProperty("model").GetString());
        }
    }

    [Fact]
    public async Task When_every_model_of_a_group_fails_the_groups_it_falls_back_on_are_tried_each_through_its_own_channel()
    {
        await using var rig = await KeyedAsync(
            models: ["sim-500", "spare"],
            groups: [
                new ModelGroup("main", Auto: false, [new GroupMember("sim-500", "openai", 1)]) { Fallback = ["reserve"] },
                new ModelGroup("reserve", Auto: false, [new GroupMember("spare", "anthropic", 1)]),
            ]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "main");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal(("spare", "anthropic"), (decision.GetProperty("model").GetString(), decision.GetProperty("channel").GetString()));
    }

    [Fact]
    public async Task A_session_id_of_any_length_is_kept_as_one_session_and_found_again_by_it()
    {
        await using var rig = await KeyedAsync();
        string one = new('x', 7000), two = one + "y";
        foreach (string session in (string[])[one, one, two])
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, change: r =>
            {
                r.Headers.Add("X-CodeRouter-Session", session);
                r.Headers.Add("X-CodeRouter-Repo", session);
            });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange(answer.Headers.GetValues("X-CodeRouter-Session").Single().Length, 1, 200);
        }

        Assert.Equal(2, (await rig.UsageAsync("?session_id=" + one)).GetProperty("totals").GetProperty("requests").GetInt64());
        Assert.Equal(2, (await rig.UsageAsync("?group_by=session")).GetProperty("groups").GetArrayLength());
    }

    [Fact]
    public async Task A_key_may_ask_for_its_models_and_groups_only()
    {
        await using var rig = await KeyedAsync(
            k => k with { Models = new HashSet<string>(StringComparer.Ordinal) { "a", "fast" } },
            models: ["a", "b", "c"],
            groups: new ModelGroup("fast", Auto: false, [new GroupMember("b", null, 1)]));

        Assert.Equal("a", await ModelAsync("a"));
        Assert.Equal("b", await ModelAsync("fast"));
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.AskAsync(WireFormat.OpenAIChat, "b")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.AskAsync(WireFormat.OpenAIChat, "c")).StatusCode);
        Assert.Equal("a", await ModelAsync("coding-auto"));

        async Task<string?> ModelAsync(string asked)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, asked);
            return answer.Headers.GetValues("X-CodeRouter-Model").Single();
        }
    }

    [Fact]
    public async Task A_key_opens_from_its_addresses_only()
    {
        await using var elsewhere = await KeyedAsync(k => k with { Addresses = ["10.0.0.0/8"] });
        await using var here = await KeyedAsync(k => k with { Addresses = ["10.0.0.0/8", "127.0.0.0/8"] });

        Assert.Equal(HttpStatusCode.Forbidden, (await elsewhere.AskAsync(WireFormat.OpenAIChat)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.AskAsync(WireFormat.OpenAIChat)).StatusCode);
    }

    private static async Task<LimitRig> KeyedAsync(
        Func<ApiKey, ApiKey>? change = null, TokenGroup? group = null, string[]? models = null, IReadOnlyList<ModelCard>? cards = null, params ModelGroup[] groups)
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync();
        cards ??= [.. (models ?? ["sim"]).Select(m => GatewayRig.Card(m))];
        var settings = GatewayRig.Settings(cards, [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, cards.Select(static c => c.Name)))]);
        settings = settings with
        {
            Access = new AccessSettings { RequireKeys = RequireKeys.Always },
            Policy = settings.Policy with { Groups = groups.Append(new ModelGroup(Policy.AutoGroup, true, [])).ToDictionary(static g => g.Name, StringComparer.Ordinal) },
        };
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var made = NewKey.Make("test", DateTimeOffset.UtcNow);
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        {
            var store = new KeyTables(database);
            store.Add(change?.Invoke(made.Key) ?? made.Key);
            if (group is not null)
            {
                store.AddGroup(group);
            }
        }

        return new LimitRig(await GatewayRig.StartAsync(settings, provider, folder.FullName), made.Text);
    }

    private sealed class LimitRig : IAsyncDisposable
    {
        private readonly GatewayRig _rig;
        private readonly string _key;

        public LimitRig(GatewayRig rig, string key)
        {
            (_rig, _key) = (rig, key);
            rig.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        public async Task<HttpResponseMessage> AskAsync(WireFormat format, string model = "sim", Action<HttpRequestMessage>? change = null, CancellationTokenSource? leaving = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(format, model, stream: false)) { Content = GatewayRig.JsonContent(GatewayRig.Body(format, model, stream: false)) };
            change?.Invoke(request);
            return await _rig.Http.SendAsync(request, leaving?.Token ?? Cancel);
        }

        public async Task ServedAsync(int requests)
        {
            while (_rig.Provider.Requests.Count < requests)
            {
                await Task.Delay(10, Cancel);
            }
        }

        public async Task<JsonElement> UsageAsync(string query = "") =>
            JsonDocument.Parse(await _rig.Http.GetStringAsync("/v1/coderoute/usage" + query, Cancel)).RootElement;

        public Task<JsonElement> DecisionAsync(HttpResponseMessage answer) => _rig.DecisionAsync(answer);

        public ValueTask DisposeAsync() => _rig.DisposeAsync();
    }
}
