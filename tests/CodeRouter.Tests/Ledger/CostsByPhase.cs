using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

/// <summary>What a million tokens cost in each phase, on which models, beside the baseline; what another mix would have cost; and whether routing helps at all.</summary>
public sealed class CostsByPhase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cr-blend");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_phase_has_its_share_its_models_its_cost_and_the_baseline_and_all_have_a_weighted_average()
    {
        using var store = Store();
        store.Write([Step(0, Phase.Plan, "strong", 0.40m), Step(1, Phase.Implement, "cheap", 0.02m), Step(2, Phase.Implement, "cheap", 0.02m), Step(3, Phase.Implement, "strong", 0.06m)]);
        var blended = Told(store).GetProperty("blended");
        var phases = blended.GetProperty("phases").EnumerateArray().ToDictionary(static p => p.GetProperty("phase").GetString()!, StringComparer.Ordinal);
        Assert.Equal((.25, .75), (phases["plan"].GetProperty("share").GetDouble(), phases["implement"].GetProperty("share").GetDouble()));
        Assert.Equal(["cheap", "strong"], phases["implement"].GetProperty("models").EnumerateArray().Select(static m => m.GetProperty("model").GetString()));
        Assert.Equal(Math.Round(2.0 / 3, 6), phases["implement"].GetProperty("models")[0].GetProperty("share").GetDouble());

        // 10,000 tokens a step: a step for $0.40 is $40 for a million.
        Assert.Equal((40m, 100m), (phases["plan"].GetProperty("cost_per_1m_usd").GetDecimal(), phases["plan"].GetProperty("baseline_per_1m_usd").GetDecimal()));
        var average = blended.GetProperty("weighted_average");
        Assert.Equal((12.5m, 100m, 87.5m), (average.GetProperty("cost_per_1m_usd").GetDecimal(), average.GetProperty("baseline_per_1m_usd").GetDecimal(), average.GetProperty("saved_percent").GetDecimal()));
        Assert.Equal("baseline", blended.GetProperty("baseline_model").GetString());
    }

    [Fact]
    public void What_a_cache_answered_is_saved_but_makes_no_million_tokens_dearer()
    {
        using var store = Store();
        var hit = Step(1, Phase.Plan, "strong", 0);
        (hit.CacheHit, hit.Usage) = (true, new Usage());
        store.Write([Step(0, Phase.Plan, "strong", 0.40m), hit]);
        var blended = Told(store).GetProperty("blended");
        foreach (var part in (JsonElement[])[blended.GetProperty("phases")[0], blended.GetProperty("weighted_average")])
        {
            Assert.Equal((40m, 100m, 80m), (part.GetProperty("cost_per_1m_usd").GetDecimal(), part.GetProperty("baseline_per_1m_usd").GetDecimal(), part.GetProperty("saved_percent").GetDecimal()));
        }
    }

    [Fact]
    public void Another_mix_is_priced_on_the_measured_tokens()
    {
        using var store = Store();
        store.Write([Step(0, Phase.Plan, "strong", 0.40m), Step(1, Phase.Implement, "cheap", 0.02m)]);
        var mix = WhatIfMix.Parse(["plan=a:50,b:50%"], Prices, out string? problem);
        Assert.Null(problem);

        // Half at $10 a million, half at $20, 10,000 tokens; the other phase as it was.
        var told = Told(store, mix).GetProperty("blended");
        Assert.Equal(.17m, told.GetProperty("what_if").GetProperty("cost_usd").GetDecimal());
        Assert.Equal([15m, 2m], told.GetProperty("phases").EnumerateArray().Select(static p => p.GetProperty("what_if_per_1m_usd").GetDecimal()));
        Assert.Equal(.20m, Told(store, WhatIfMix.Parse(["a"], Prices, out _)).GetProperty("blended").GetProperty("what_if").GetProperty("cost_usd").GetDecimal());
        string text = Said(store, mix);
        Assert.Contains("what if plan: a 50%, b 50%", text, StringComparison.Ordinal);
        Assert.Contains("would have cost $0.1700 instead of $0.4200", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lunch=a", "lunch is no phase")]
    [InlineData("plan=nobody", "price of nobody is not known")]
    [InlineData("plan=", "names no model")]
    [InlineData("plan=a:0", "shares are all 0")]
    public void A_mix_that_cannot_be_priced_says_why(string word, string why)
    {
        Assert.Null(WhatIfMix.Parse([word], Prices, out string? problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.95, Phase.Plan, "hardly helps", "strong model is worth its price")]
    [InlineData(0.95, Phase.SmallEdit, "hardly helps", "light work")]
    [InlineData(1.20, Phase.Implement, "does not help", "20% more than baseline alone")]
    [InlineData(0.20, Phase.Implement, "Routing helps", "80% below")]
    public void A_plain_word_says_whether_routing_helps_and_why_not(double cost, Phase phase, string word, string why)
    {
        using var store = Store();
        store.Write([.. Enumerable.Range(0, 20).Select(i => Step(i, phase, "m", (decimal)cost))]);
        string text = Said(store, null);
        Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_steps_are_too_few_to_say()
    {
        using var store = Store();
        store.Write([Step(0, Phase.Plan, "strong", 0.40m)]);
        Assert.Equal(JsonValueKind.Null, Told(store).GetProperty("routing").GetProperty("helps").ValueKind);
        Assert.Contains("too few", Said(store, null), StringComparison.Ordinal);
    }

    private static Price? Prices(string model) => model switch { "a" => new Price { Input = 10, Output = 10 }, "b" => new Price { Input = 20, Output = 20 }, _ => null };

    private static StepRecord Step(int second, Phase phase, string model, decimal cost) => Steps.Human("s" + second, second, cost, s =>
    {
        (s.Phase, s.Model, s.BaselineModel, s.BaselineCostUsd) = (phase, model, "baseline", 1m);
        s.Usage = new Usage(6000, 2000, 1000, 0, 1000, 0);
    });

    private JsonElement Told(SqliteLedgerStore store, WhatIfMix? mix = null) => JsonDocument.Parse(Run(store, mix, json: true)).RootElement;

    private string Said(SqliteLedgerStore store, WhatIfMix? mix) => Run(store, mix, json: false);

    private string Run(SqliteLedgerStore store, WhatIfMix? mix, bool json)
    {
        using var output = new StringWriter();
        Assert.Equal(0, StatsVerb.Run(store, new UsageQuery(), new CodeRouter.Hosts.Running.RunBook(Path.Combine(_folder.FullName, "none")), mix, json, output));
        return output.ToString();
    }

    private SqliteLedgerStore Store() => new(SqliteDatabase.Open(Path.Combine(_folder.FullName, "coderouter.db")));
}
