using CodeRouter.Access;
using CodeRouter.Storage.Postgres;
using CodeRouter.Tests.Access;
using CodeRouter.Tests.Ledger;
using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

/// <summary>The same limits as one gateway's, lent out over PostgreSQL; and what only several gateways can do wrong.</summary>
public sealed class TicketLimitBookTests : LimitBookContract, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly Limit Five = new(LimitScope.Key, "k", LimitPeriod.Total, LimitUnit.Usd, 5);

    private readonly List<IAsyncDisposable> _open = [];
    private string _address = "";
    private int _gateways;
    private int _books;
    private TestGateway? _shared;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open.AsEnumerable().Reverse())
        {
            await one.DisposeAsync();
        }
    }

    // Each book has accounts of its own, as if over a database of its own; a clock that stands still must not let tickets run out.
    internal override ILimitBook Book(Func<Limit, DateTimeOffset?, decimal> usedSoFar, TimeProvider clock)
    {
        _shared ??= Gateway(lasts: TimeSpan.FromDays(1));
        var store = new ApartTickets(_shared.Tickets, $"{_books++} ");
        var book = new TicketLimitBook(store, (limit, since, _) => ValueTask.FromResult(usedSoFar(limit, since)), clock);
        var keeper = new TicketKeeper(book, store, TimeProvider.System);
        keeper.Start();
        _open.Add(keeper);
        return book;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Of_a_thousand_parallel_ten_cent_requests_over_several_gateways_exactly_fifty_pass(int gateways)
    {
        var books = Enumerable.Range(0, gateways).Select(_ => Gateway().Book).ToArray();
        var leases = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => ReserveAsync(books[i % gateways], Five, 0.10m))));

        Assert.Equal(50, leases.Count(static l => l is not null));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task With_callers_who_leave_and_upstreams_that_fail_exactly_fifty_are_paid_for(int gateways)
    {
        var books = Enumerable.Range(0, gateways).Select(_ => Gateway().Book).ToArray();
        int paid = 0;
        // Each goes on until it is refused three times in a row, as clients do; two of three calls come to nothing.
        await Task.WhenAll(Enumerable.Range(0, 64).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            for (int refused = 0; refused < 3;)
            {
                var book = books[random.Next(gateways)];
                if (await ReserveAsync(book, Five, 0.10m) is not { } lease)
                {
                    refused++;
                    await Task.Delay(100, Cancel);
                    continue;
                }

                refused = 0;
                await Task.Delay(random.Next(3), Cancel);
                switch (random.Next(3))
                {
                    case 0:
                        book.Release(lease);
                        break;
                    case 1:
                        book.Settle(lease, LimitUse.None);
                        break;
                    default:
                        Interlocked.Increment(ref paid);
                        book.Settle(lease, new LimitUse(0.10m, 0.10m, 0));
                        break;
                }
            }
        })));

        Assert.Equal(50, paid);
    }

    [Fact]
    public async Task What_one_gateway_has_lying_idle_another_gets_when_it_needs_it()
    {
        var one = Gateway().Book;
        var two = Gateway().Book;
        // Small change of many sizes leaves crumbs at the first.
        for (int i = 0; i < 20; i++)
        {
            one.Release((await ReserveAsync(one, Five, 0.013m * (i + 1)))!);
        }

        Assert.NotNull(await ReserveAsync(two, Five, 5));
        Assert.Null(await ReserveAsync(one, Five, 0.01m));
    }

    [Fact]
    public async Task Places_of_a_gateway_that_died_are_free_once_it_is_taken_for_dead()
    {
        Limit one = new(LimitScope.Key, "k", LimitPeriod.AtOnce, LimitUnit.Requests, 1);
        var dead = Gateway(lasts: TimeSpan.FromSeconds(1.5));
        Assert.NotNull(await ReserveAsync(dead.Book, one, 0));
        await dead.StopAsync();
        var next = Gateway(lasts: TimeSpan.FromSeconds(1.5));
        Assert.Null(await ReserveAsync(next.Book, one, 0));

        LimitLease? lease = null;
        for (int tries = 0; tries < 100 && lease is null; tries++)
        {
            await Task.Delay(100, Cancel);
            lease = await ReserveAsync(next.Book, one, 0);
        }

        Assert.NotNull(lease);
    }

    [Fact]
    public async Task A_gateway_that_starts_again_has_its_own_places_back_at_once()
    {
        Limit one = new(LimitScope.Key, "k", LimitPeriod.AtOnce, LimitUnit.Requests, 1);
        var dead = Gateway(name: "same");
        Assert.NotNull(await ReserveAsync(dead.Book, one, 0));
        await dead.StopAsync();

        Assert.NotNull(await ReserveAsync(Gateway(name: "same").Book, one, 0));
    }

    [Fact]
    public async Task A_step_in_the_books_twice_is_booked_once_and_what_others_know_of_it_follows()
    {
        var one = Gateway(name: "one");
        var two = Gateway(name: "two");
        var lease = await ReserveAsync(one.Book, Five, 0.10m);
        one.Book.Settle(lease!, new LimitUse(0.04m, 0.04m, 0));
        var step = Steps.Answered(cost: 0.04m, with: s => (s.KeyId, s.At) = ("k", Now));
        using var database = PostgresDatabase.Open(_address);
        using var books = new PostgresLedgerStore(database, "one");
        books.Write([step]);
        books.Write([step]);
        // From a journal found later, when its gateway holds nothing any more.
        using var others = new PostgresLedgerStore(database, "gone");
        others.Write([Steps.Answered(second: 1, cost: 1, with: s => (s.KeyId, s.At) = ("k", Now))]);

        for (int tries = 0; tries < 60 && await LeftAsync(two.Book) != 3.96m; tries++)
        {
            await Task.Delay(100, Cancel);
        }

        Assert.Equal(3.96m, await LeftAsync(two.Book));
        Assert.Null(await ReserveAsync(two.Book, Five, 3.97m));
        Assert.NotNull(await ReserveAsync(two.Book, Five, 3.96m));
    }

    [Fact]
    public async Task What_the_router_asked_for_itself_is_booked_for_everybody()
    {
        var everybody = new Limit(LimitScope.Everyone, "", LimitPeriod.Day, LimitUnit.Usd, 5);
        var one = Gateway(name: "one");
        var two = Gateway(name: "two");
        var lease = await ReserveAsync(one.Book, everybody, 2);
        one.Book.Settle(lease!, new LimitUse(1.5m, 1, 0));
        using var database = PostgresDatabase.Open(_address);
        using var books = new PostgresLedgerStore(database, "one");
        books.Write([Steps.Answered(cost: 1, with: s => (s.RouterCostUsd, s.At) = (0.5m, Now))]);

        for (int tries = 0; tries < 60 && await LeftAsync(two.Book, everybody) != 3.5m; tries++)
        {
            await Task.Delay(100, Cancel);
        }

        Assert.Equal(3.5m, await LeftAsync(two.Book, everybody));

        // What a gateway held and had not booked is free when it starts again; none of this is.
        await one.StopAsync();
        _ = Gateway(name: "one");
        Assert.Null(await ReserveAsync(two.Book, everybody, 3.6m));
        Assert.NotNull(await ReserveAsync(two.Book, everybody, 3.5m));
    }

    [Fact]
    public async Task What_was_lent_in_an_answer_that_was_lost_comes_back_while_callers_go_on_asking()
    {
        var store = new LossyTickets(Gateway().Tickets);
        var book = new TicketLimitBook(store, static (_, _, _) => ValueTask.FromResult(0m), TimeProvider.System);
        await using var keeper = new TicketKeeper(book, store, TimeProvider.System);
        keeper.Start();
        Assert.NotNull(await ReserveAsync(book, Five with { Id = "other" }, 1));
        store.LosesNext = true;
        Assert.Null(await ReserveAsync(book, Five, 5));

        LimitLease? lease = null;
        for (int tries = 0; tries < 100 && lease is null; tries++)
        {
            await Task.Delay(50, Cancel);
            lease = await ReserveAsync(book, Five, 5);
        }

        Assert.NotNull(lease);
        Assert.Null(await ReserveAsync(book, Five, 0.01m));
    }

    [Fact]
    public async Task A_caller_who_leaves_while_it_waits_for_a_loan_leaves_nothing_behind()
    {
        var store = new LossyTickets(Gateway().Tickets);
        var book = new TicketLimitBook(store, static (_, _, _) => ValueTask.FromResult(0m), TimeProvider.System);
        await book.PrepareAsync([Five], Now, Cancel);
        var go = store.Hold();
        using var leaving = new CancellationTokenSource();
        var first = ReserveAsync(book, Five, 1);
        var waits = book.ReserveAsync([Five], new LimitUse(1, 1, 0), Now, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
        go();

        Assert.NotNull(await first);
        var purse = Assert.Single(book.Purses).Value;
        Assert.Equal((1, 0, false), (purse.Leases, purse.Loans, purse.Uncertain));
    }

    [Fact]
    public async Task What_is_left_is_told_also_after_the_tickets_were_given_back()
    {
        var gateway = Gateway();
        Limit minute = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Tokens, 1000);
        // The second loan is larger than what it is asked for.
        for (int i = 0; i < 2; i++)
        {
            await gateway.Book.ReserveAsync([minute], new LimitUse(0, 0, 10), Now, Cancel);
        }

        while (gateway.Book.Purses.Values.Single().SeenAt != 0)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Equal(980, gateway.Book.Left(minute, Now));
    }

    [Fact]
    public async Task An_account_opens_with_what_the_books_hold()
    {
        var book = Gateway((_, _) => 4.5m).Book;

        Assert.Null(await ReserveAsync(book, Five, 0.6m));
        Assert.NotNull(await ReserveAsync(book, Five, 0.5m));
    }

    private static async Task<LimitLease?> ReserveAsync(ILimitBook book, Limit limit, decimal usd) =>
        (await book.ReserveAsync([limit], new LimitUse(usd, usd, 0), Now, Cancel)).Lease;

    private static Task<decimal?> LeftAsync(ILimitBook book) => LeftAsync(book, Five);

    private static async Task<decimal?> LeftAsync(ILimitBook book, Limit limit)
    {
        await book.PrepareAsync([limit], Now, Cancel);
        return book.LeftUsd([limit], 1, Now);
    }

    private TestGateway Gateway(Func<Limit, DateTimeOffset?, decimal>? usedSoFar = null, TimeProvider? clock = null, string? name = null, TimeSpan? lasts = null)
    {
        var gateway = new TestGateway(_address, name ?? $"gateway {_gateways++}", usedSoFar ?? ((_, _) => 0), clock ?? TimeProvider.System, lasts ?? TimeSpan.FromSeconds(60));
        _open.Add(gateway);
        return gateway;
    }

    /// <summary>What a gateway holds of limits, without the rest of it.</summary>
    private sealed class TestGateway : IAsyncDisposable
    {
        private readonly PostgresDatabase _database;
        private readonly PostgresFeed _feed;
        private readonly TicketKeeper _keeper;
        private bool _stopped;

        public TestGateway(string address, string name, Func<Limit, DateTimeOffset?, decimal> usedSoFar, TimeProvider clock, TimeSpan lasts)
        {
            _database = PostgresDatabase.Open(address);
            _feed = new PostgresFeed(_database);
            Tickets = new PostgresTickets(_database, _feed, name) { Lasts = lasts };
            Tickets.JoinAsync(Cancel).AsTask().GetAwaiter().GetResult();
            _feed.Start();
            Book = new TicketLimitBook(Tickets, (limit, since, _) => ValueTask.FromResult(usedSoFar(limit, since)), clock);
            _keeper = new TicketKeeper(Book, Tickets, TimeProvider.System);
            _keeper.Start();
        }

        public PostgresTickets Tickets { get; }

        public TicketLimitBook Book { get; }

        /// <summary>As a process that is killed: nothing is given back.</summary>
        public async Task StopAsync()
        {
            _stopped = true;
            await _feed.DisposeAsync();
            _database.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            if (_stopped)
            {
                return;
            }

            await _keeper.DisposeAsync();
            await _feed.DisposeAsync();
            _database.Dispose();
        }
    }
}
