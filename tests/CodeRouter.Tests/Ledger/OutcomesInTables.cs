using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Models;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

/// <summary>What the books say of a model: its cost, and how the tasks ended that it brought to their end.</summary>
public sealed class OutcomesInTables : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cr-stats");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_verdict_counts_for_the_model_that_took_the_last_step()
    {
        using var store = Store();
        Assert.Contains("No answered step in the books yet", Told(store, new UsageQuery(), json: false), StringComparison.Ordinal);
        store.Write([
            Steps.Human("a", 0, 0.01m, static s => s.Model = "cheap"), Steps.Answered("a", 1, 0.20m, static s => s.Model = "strong"),
            Steps.Human("b", 2, 0.01m, static s => s.Model = "cheap"),
        ]);
        Assert.NotNull(await store.AddFeedbackAsync(new Feedback { Id = "f_1", At = Steps.Noon.AddMinutes(1), Session = "a", Outcome = "success", Source = "tests" }, CancellationToken.None));
        Assert.NotNull(await store.AddFeedbackAsync(new Feedback { Id = "f_2", At = Steps.Noon.AddMinutes(1), Session = "b", Outcome = "failure", Source = "tests" }, CancellationToken.None));

        using var said = JsonDocument.Parse(Told(store, new UsageQuery(), json: true));
        var models = said.RootElement.GetProperty("by_model").EnumerateArray().ToDictionary(static m => m.GetProperty("model").GetString()!, StringComparer.Ordinal);
        Assert.Equal((1, 0), (models["strong"].GetProperty("successes").GetInt32(), models["strong"].GetProperty("failures").GetInt32()));
        Assert.Equal((0, 1), (models["cheap"].GetProperty("successes").GetInt32(), models["cheap"].GetProperty("failures").GetInt32()));
        Assert.Equal(2, models["cheap"].GetProperty("requests").GetInt32());
        Assert.Equal(0.5, said.RootElement.GetProperty("totals").GetProperty("success_rate").GetDouble());
        Assert.Equal(0.22m, said.RootElement.GetProperty("totals").GetProperty("cost_usd").GetDecimal());

        using var one = JsonDocument.Parse(Told(store, new UsageQuery { Model = "cheap" }, json: true));
        Assert.Equal((2, 1), (one.RootElement.GetProperty("totals").GetProperty("requests").GetInt32(), one.RootElement.GetProperty("totals").GetProperty("tasks").GetInt32()));
        Assert.Contains("strong", Told(store, new UsageQuery(), json: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_a_stronger_model_had_to_end_is_seen_at_the_model_it_began_on()
    {
        using var store = Store();
        store.Write([
            Steps.Human("a", 0, 0.01m, static s => (s.Model, s.Tier) = ("cheap", Tier.Cheap)),
            Steps.Answered("a", 1, 0.20m, static s => (s.Model, s.Tier) = ("strong", Tier.Strong)),
            Steps.Human("b", 2, 0.01m, static s => (s.Model, s.Tier) = ("cheap", Tier.Cheap)),
        ]);
        foreach (string session in (string[])["a", "b"])
        {
            Assert.NotNull(await store.AddFeedbackAsync(new Feedback { Id = "f_" + session, At = Steps.Noon.AddMinutes(1), Session = session, Outcome = "success", Source = "tests" }, CancellationToken.None));
        }

        using var said = JsonDocument.Parse(Told(store, new UsageQuery(), json: true));
        var models = said.RootElement.GetProperty("by_model").EnumerateArray().ToDictionary(static m => m.GetProperty("model").GetString()!, StringComparer.Ordinal);
        Assert.Equal((1, 1), (models["cheap"].GetProperty("tasks").GetInt32(), models["cheap"].GetProperty("escalated").GetInt32()));
        Assert.Equal((1, 0), (models["strong"].GetProperty("tasks").GetInt32(), models["strong"].GetProperty("escalated").GetInt32()));
        Assert.Equal(1, said.RootElement.GetProperty("totals").GetProperty("escalated").GetInt32());

        using var one = JsonDocument.Parse(Told(store, new UsageQuery { Model = "cheap" }, json: true));
        Assert.Equal((1, 1), (one.RootElement.GetProperty("totals").GetProperty("tasks").GetInt32(), one.RootElement.GetProperty("totals").GetProperty("escalated").GetInt32()));
        string table = Told(store, new UsageQuery(), json: false);
        Assert.Matches(@"cheap +2 .* 1 +100% +1\n", table);
        Assert.All(table.Split('\n').Where(static l => l.Contains('$', StringComparison.Ordinal) || l.Contains("steps ", StringComparison.Ordinal)).Take(8), static line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Books_in_which_nothing_is_as_asked_are_not_called_empty()
    {
        using var store = Store();
        store.Write([Steps.Human("a", 0, 0.01m)]);
        Assert.Contains("are as asked", Told(store, new UsageQuery { Model = "another" }, json: false), StringComparison.Ordinal);
    }

    private SqliteLedgerStore Store() => new(SqliteDatabase.Open(Path.Combine(_folder.FullName, "coderouter.db")));

    private static string Told(SqliteLedgerStore store, UsageQuery query, bool json, WhatIfMix? mix = null)
    {
        using var output = new StringWriter();
        Assert.Equal(0, StatsVerb.Run(store, query, new CodeRouter.Hosts.Running.RunBook(Path.Combine(Path.GetTempPath(), "no-such-folder")), mix, json, output));
        return output.ToString();
    }
}
