using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Choosing;

public sealed class RecomputingTests
{
    [Fact]
    public async Task Every_decision_of_a_whole_session_is_made_again_to_the_same_answer()
    {
        using var demo = await PlayedDemo.PlayAsync();

        var (code, told) = Replay(demo, null);

        Assert.True(code == 0, told.ToString());
        Assert.InRange(told.GetProperty("decisions").GetInt32(), 24, 40);
        Assert.Equal(told.GetProperty("decisions").GetInt32(), told.GetProperty("same").GetInt32());
        Assert.Empty(told.GetProperty("different").EnumerateArray());
    }

    [Fact]
    public async Task Another_policy_is_tried_on_the_same_books()
    {
        using var demo = await PlayedDemo.PlayAsync();
        var kept = JsonDocument.Parse((await demo.BooksAsync())[0].DetailJson!).RootElement.GetProperty("situation").GetProperty("policy").GetString()!;
        var policy = new PolicyNotes(new NoteTables(demo.Open())).Find(kept)!;

        var (code, told) = Replay(demo, policy with { Preference = Preference.Quality, Work = new() { Phases = [.. policy.Work.Phases.Select(p => p with { Floor = Core.Models.Tier.Strong, Ceiling = Core.Models.Tier.Strong })] } });

        Assert.Equal(0, code);
        Assert.NotEmpty(told.GetProperty("different").EnumerateArray());
        Assert.True(told.GetProperty("expected_usd_now").GetDecimal() > told.GetProperty("expected_usd_then").GetDecimal());
    }

    [Fact]
    public async Task What_the_human_wrote_is_not_in_the_books()
    {
        using var demo = await PlayedDemo.PlayAsync();

        foreach (var step in await demo.BooksAsync())
        {
            string detail = System.Text.Encoding.UTF8.GetString(step.DetailJson!);
            Assert.DoesNotContain("surcharge", detail, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static (int Code, JsonElement Told) Replay(PlayedDemo demo, Policy? other)
    {
        var output = new StringWriter();
        using var store = new SqliteLedgerStore(demo.Open());
        int code = new LedgerReplay(store, new CodeRouter.Storage.OutcomeTables(demo.Open()), new PolicyNotes(new NoteTables(demo.Open())), output, json: true).Run(other, other is null ? null : "other");
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }
}
