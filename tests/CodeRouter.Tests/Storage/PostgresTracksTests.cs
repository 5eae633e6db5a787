using System.Globalization;
using System.Text;
using CodeRouter.Ledger;
using CodeRouter.Storage.Postgres;
using Xunit;

namespace CodeRouter.Tests.Storage;

/// <summary>Tracks that several gateways leave for each other, asked for by many steps at once.</summary>
public sealed class PostgresTracksTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);
    private string _address = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Of_two_gateways_that_move_a_thousand_tracks_at_once_one_is_first_on_each_and_the_other_reads_what_it_left()
    {
        using var database = PostgresDatabase.Open(_address);
        await using var feed = new PostgresFeed(database);
        var here = new PostgresTracks(database, new PostgresTickets(database, feed, "here"));
        var there = new PostgresTracks(database, new PostgresTickets(database, feed, "there"));
        var names = Enumerable.Range(0, 1000).Select(static i => new TrackName("key", i.ToString(CultureInfo.InvariantCulture), i % 2 == 0 ? "" : "sub")).ToArray();

        var moved = await Task.WhenAll(names.Select(async name =>
        {
            var first = here.SaveAsync(name, 0, "here"u8.ToArray(), Now, Cancel).AsTask();
            var second = there.SaveAsync(name, 0, "there"u8.ToArray(), Now, Cancel).AsTask();
            return (Here: await first, There: await second);
        }));

        Assert.All(moved, static m => Assert.True(m.Here ^ m.There));
        var read = await Task.WhenAll(names.Select(async name => await here.LoadAsync(name, 0, Cancel)));
        Assert.Equal(moved.Select(static m => m.Here ? "here" : "there"), read.Select(static r => Encoding.UTF8.GetString(r!.State)));
        Assert.All(read, static r => Assert.Equal(1, r!.Version));
        Assert.All(await Task.WhenAll(names.Select(async name => await there.LoadAsync(name, 1, Cancel))), Assert.Null);
    }

    [Fact]
    public async Task A_track_saved_twice_from_the_same_version_is_the_first_ones()
    {
        using var database = PostgresDatabase.Open(_address);
        await using var feed = new PostgresFeed(database);
        var tracks = new PostgresTracks(database, new PostgresTickets(database, feed, "here"));
        var name = new TrackName("key", "session", "");

        var saved = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i => await tracks.SaveAsync(name, 0, [(byte)i], Now, Cancel)));

        Assert.Single(saved, static s => s);
        Assert.Equal(1, (await tracks.LoadAsync(name, 0, Cancel))!.Version);
    }

    [Fact]
    public async Task A_name_no_database_takes_is_kept_under_one_it_does()
    {
        using var database = PostgresDatabase.Open(_address);
        await using var feed = new PostgresFeed(database);
        var tracks = new PostgresTracks(database, new PostgresTickets(database, feed, "here"));
        var name = new TrackName("key", "a\0b\uD800", "");

        Assert.True(await tracks.SaveAsync(name, 0, [7], Now, Cancel));
        Assert.Equal([7], (await tracks.LoadAsync(name, 0, Cancel))!.State);
    }

    [Fact]
    public async Task Whoever_asks_while_the_database_is_away_is_told_so_and_served_again_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        using var database = PostgresDatabase.Open(await server.NewDatabaseAsync());
        await using var feed = new PostgresFeed(database);
        var tracks = new PostgresTracks(database, new PostgresTickets(database, feed, "here"));
        var name = new TrackName("key", "session", "");
        await server.KillAsync();

        var asked = Enumerable.Range(0, 20).Select(i => tracks.LoadAsync(name with { Session = $"s{i}" }, 0, Cancel).AsTask()).ToArray();
        foreach (var one in asked)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => one);
        }

        await server.RunAsync();
        Assert.True(await SavedAsync());

        // A connection from before may still lie in the pool, once. Each time another track: of one that was given up it is not known
        // whether it was saved all the same, and then the next is told, rightly, that somebody was faster.
        async Task<bool> SavedAsync()
        {
            for (int tries = 0; ; tries++)
            {
                try
                {
                    return await tracks.SaveAsync(name with { Session = $"again{tries}" }, 0, [1], Now, Cancel);
                }
                catch (Exception e) when (tries < 50 && e is Npgsql.NpgsqlException or OperationCanceledException)
                {
                    await Task.Delay(100, Cancel);
                }
            }
        }
    }
}
