using CodeRouter.Access;
using Npgsql;

namespace CodeRouter.Storage.Postgres;

/// <summary>
/// What is left of limits, lent out. Every change of an account is one statement that locks accounts first, in the order of their names,
/// and holds after them: so changes of many at once wait for each other but never for ever.
/// </summary>
internal sealed class PostgresTickets(PostgresDatabase database, PostgresFeed feed, string name) : ITicketStore
{
    /// <summary>Held by whoever writes the books, shared, and by whoever opens an account from what they say, alone.</summary>
    public const long BooksLock = 0x626F_6F6B_73;

    private const string RecallWord = "recall ";
    private const int Tries = 4;

    // Where a limit is nearly reached, a block is no more than this part of what is left: others want some too.
    private const string Borrow = """
        WITH wish AS (SELECT * FROM unnest(@names, @least, @most, @limits) WITH ORDINALITY AS w(name, least, most, lim, n)),
        locked AS (SELECT a.name, a.taken FROM limit_account a WHERE a.name = ANY(@names) ORDER BY a.name FOR UPDATE),
        plan AS (
            SELECT w.n, w.name, l.taken, CASE WHEN w.least = 0 THEN 0 ELSE greatest(w.least, least(w.most, (w.lim - l.taken) / 16)) END AS amount,
                w.least = 0 OR w.lim - l.taken >= w.least AS fits
            FROM wish w LEFT JOIN locked l ON l.name = w.name),
        verdict AS (SELECT coalesce(bool_and(coalesce(fits, false) AND taken IS NOT NULL), false) AND EXISTS (SELECT 1 FROM gateway WHERE id = @me) AS yes FROM plan),
        lent AS (UPDATE limit_account a SET taken = a.taken + p.amount FROM plan p, verdict v WHERE v.yes AND p.amount > 0 AND a.name = p.name),
        held AS (
            INSERT INTO limit_hold AS h SELECT p.name, @me, p.amount FROM plan p, verdict v WHERE v.yes AND p.amount > 0 ORDER BY p.name
            ON CONFLICT (account, gateway) DO UPDATE SET held = h.held + excluded.held)
        SELECT v.yes, p.taken, p.amount,
            (SELECT coalesce(sum(h.held), 0)::bigint FROM limit_hold h WHERE h.account = p.name),
            (SELECT coalesce(sum(h.held), 0)::bigint FROM limit_hold h WHERE h.account = p.name AND h.gateway <> @me)
        FROM plan p, verdict v ORDER BY p.n
        """;

    private const string GiveBack = """
        WITH given AS (SELECT * FROM unnest(@names, @amounts) AS g(name, amount)),
        locked AS (SELECT a.name FROM limit_account a WHERE a.name = ANY(@names) ORDER BY a.name FOR UPDATE),
        freed AS (
            UPDATE limit_hold h SET held = h.held - g.amount FROM given g, locked l
            WHERE h.account = g.name AND l.name = g.name AND h.gateway = @me RETURNING h.account, g.amount)
        UPDATE limit_account a SET taken = a.taken - f.amount FROM freed f WHERE a.name = f.account
        """;

    // What a gateway that is gone held and had not booked is free again; what it books later, from its journal, is taken then.
    private const string Reap = """
        WITH locked AS (
            SELECT a.name FROM limit_account a WHERE a.name IN (SELECT account FROM limit_hold WHERE gateway = ANY(@gone)) ORDER BY a.name FOR UPDATE),
        freed AS (DELETE FROM limit_hold h USING locked l WHERE h.account = l.name AND h.gateway = ANY(@gone) RETURNING h.account, h.held),
        sums AS (SELECT account, sum(held) AS held FROM freed GROUP BY account),
        left_ AS (DELETE FROM gateway WHERE id = ANY(@gone))
        UPDATE limit_account a SET taken = a.taken - s.held FROM sums s WHERE a.name = s.account
        """;

    private const string Sweep = """
        WITH over_ AS (
            SELECT name FROM limit_account a WHERE ends_at < extract(epoch FROM now() - interval '1 day') AND NOT EXISTS (SELECT 1 FROM limit_hold h WHERE h.account = a.name AND h.held <> 0)
            ORDER BY name LIMIT 1000 FOR UPDATE SKIP LOCKED),
        holds AS (DELETE FROM limit_hold h USING over_ o WHERE h.account = o.name),
        tracks AS (DELETE FROM track_state WHERE ctid = ANY(ARRAY(SELECT ctid FROM track_state WHERE saved_at < extract(epoch FROM now() - interval '2 days') * 1000000 LIMIT 1000)))
        DELETE FROM limit_account a USING over_ o WHERE a.name = o.name
        """;

    private readonly SemaphoreSlim _opening = new(1);
    private long _me;
    private long _sureSince = long.MaxValue;
    private long _lastRenewal;
    private long _sweepAt;

    public TimeSpan Lasts { get; init; } = TimeSpan.FromSeconds(60);

    public event Action<string>? Recalled;

    /// <summary>Other gateways that live.</summary>
    public int Others { get; private set; }

    /// <summary>Takes the name's place: what an earlier run held is free again. Its journal must be in the books by then.</summary>
    public async ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        long? earlier = await ScalarAsync(connection, "SELECT id FROM gateway WHERE name = @name FOR UPDATE", cancellationToken, ("name", name)).ConfigureAwait(false);
        if (earlier is { } gone)
        {
            await RunAsync(connection, Reap, cancellationToken, ("gone", new[] { gone })).ConfigureAwait(false);
        }

        _me = (await ScalarAsync(
            connection, "INSERT INTO gateway (id, name, seen_at) VALUES (nextval('gateway_number'), @name, now()) RETURNING id", cancellationToken, ("name", name)).ConfigureAwait(false))!.Value;
        await RunAsync(connection, "SELECT pg_notify(@channel, 'gateways')", cancellationToken, ("channel", PostgresFeed.Channel)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        await CountAsync(connection, cancellationToken).ConfigureAwait(false);
        feed.Heard -= Hear;
        feed.Heard += Hear;
    }

    public async ValueTask OpenAsync(
        IReadOnlyList<(string Account, DateTimeOffset? EndsAt)> accounts, Func<CancellationToken, ValueTask<long[]>> used, bool exact, CancellationToken cancellationToken)
    {
        // One at a time: asking the books takes a second connection while the first is held.
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await OpenAloneAsync(accounts, used, exact, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async ValueTask OpenAloneAsync(
        IReadOnlyList<(string Account, DateTimeOffset? EndsAt)> accounts, Func<CancellationToken, ValueTask<long[]>> used, bool exact, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (exact)
        {
            await RunAsync(connection, "SELECT pg_advisory_xact_lock(@lock)", cancellationToken, ("lock", BooksLock)).ConfigureAwait(false);
        }

        long[] taken = await used(cancellationToken).ConfigureAwait(false);
        await RunAsync(
            connection,
            "INSERT INTO limit_account (name, taken, ends_at) SELECT * FROM unnest(@names, @taken, @ends) ON CONFLICT (name) DO NOTHING",
            cancellationToken,
            ("names", accounts.Select(static a => PostgresText.Of(a.Account)).ToArray()),
            ("taken", taken),
            ("ends", accounts.Select(static a => a.EndsAt?.ToUnixTimeSeconds()).ToArray())).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<TicketAnswer> BorrowAsync(IReadOnlyList<TicketWish> wishes, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = Command(
            connection,
            Borrow,
            ("names", wishes.Select(static w => PostgresText.Of(w.Account)).ToArray()),
            ("least", wishes.Select(static w => w.Least).ToArray()),
            ("most", wishes.Select(static w => w.Most).ToArray()),
            ("limits", wishes.Select(static w => w.Limit).ToArray()),
            ("me", _me));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        bool lent = false;
        var states = new List<TicketState>(wishes.Count);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lent = rows.GetBoolean(0);
            bool open = !rows.IsDBNull(1);
            long granted = lent ? rows.GetInt64(2) : 0;
            states.Add(new TicketState(open, granted, open ? rows.GetInt64(1) + granted : 0, rows.GetInt64(3) + granted, rows.GetInt64(4)));
        }

        return new TicketAnswer(lent, states);
    });

    public async ValueTask ReturnAsync(IReadOnlyList<(string Account, long Amount)> unused, CancellationToken cancellationToken) => await RetryAsync(async () =>
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await RunAsync(
            connection,
            GiveBack,
            cancellationToken,
            ("names", unused.Select(static u => PostgresText.Of(u.Account)).ToArray()),
            ("amounts", unused.Select(static u => u.Amount).ToArray()),
            ("me", _me)).ConfigureAwait(false);
    }).ConfigureAwait(false);

    public async ValueTask<long> HeldAsync(string account, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await ScalarAsync(
            connection, "SELECT held FROM limit_hold WHERE account = @account AND gateway = @me", cancellationToken, ("account", PostgresText.Of(account)), ("me", _me)).ConfigureAwait(false) ?? 0;
    }

    public async ValueTask RecallAsync(string account, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, "SELECT pg_notify(@channel, @what)", cancellationToken, ("channel", PostgresFeed.Channel), ("what", RecallWord + PostgresText.Of(account))).ConfigureAwait(false);
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        long now = Environment.TickCount64;
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (await RunAsync(connection, "UPDATE gateway SET seen_at = now() WHERE id = @me", cancellationToken, ("me", _me)).ConfigureAwait(false) == 0)
        {
            await JoinAsync(cancellationToken).ConfigureAwait(false);
            _sureSince = long.MaxValue;
            return false;
        }

        // After an outage of the database all look dead; only who has seen it for long enough knows who really is.
        bool steady = now - _lastRenewal < Lasts.TotalMilliseconds;
        _sureSince = steady ? Math.Min(_sureSince, now) : now;
        _lastRenewal = now;
        if (now - _sureSince > Lasts.TotalMilliseconds)
        {
            await ReapAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        await CountAsync(connection, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        feed.Heard -= Hear;
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, Reap, cancellationToken, ("gone", new[] { _me })).ConfigureAwait(false);
    }

    private async ValueTask ReapAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var gone = new List<long>();
        await using (var command = Command(connection, "SELECT id FROM gateway WHERE seen_at < now() - @lasts * interval '1 millisecond'", ("lasts", (long)Lasts.TotalMilliseconds)))
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                gone.Add(rows.GetInt64(0));
            }
        }

        if (gone.Count > 0)
        {
            await RunAsync(connection, Reap, cancellationToken, ("gone", gone.ToArray())).ConfigureAwait(false);
        }

        if (Environment.TickCount64 >= _sweepAt)
        {
            // Days that are over, and tracks that nobody will take up again.
            _sweepAt = Environment.TickCount64 + (long)TimeSpan.FromMinutes(10).TotalMilliseconds;
            await RunAsync(connection, Sweep, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        Others = (int)(await ScalarAsync(connection, "SELECT count(*) FROM gateway WHERE id <> @me", cancellationToken, ("me", _me)).ConfigureAwait(false) ?? 0);

    private void Hear(string what)
    {
        if (what.StartsWith(RecallWord, StringComparison.Ordinal))
        {
            Recalled?.Invoke(what[RecallWord.Length..]);
        }
        else if (string.Equals(what, "gateways", StringComparison.Ordinal))
        {
            // Until the next count there is at least this one: sessions may have moved.
            Others = Math.Max(Others, 1);
        }
    }

    private static async ValueTask<T> RetryAsync<T>(Func<Task<T>> change)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await change().ConfigureAwait(false);
            }
            catch (PostgresException e) when (e.IsTransient && tries < Tries)
            {
                // A deadlock with a rare statement: the server undid this one.
                await Task.Delay(tries * 5).ConfigureAwait(false);
            }
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (parameter, value) in values)
        {
            command.Parameters.AddWithValue(parameter, value);
        }

        return command;
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<long?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?;
    }
}
