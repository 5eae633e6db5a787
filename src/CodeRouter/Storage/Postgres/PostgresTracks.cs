using CodeRouter.Ledger;
using Npgsql;

namespace CodeRouter.Storage.Postgres;

/// <summary>Tracks by name and version. Each step asks twice, so those who ask at the same time share a statement and its commit.</summary>
internal sealed class PostgresTracks : ITrackStore
{
    private const int MostAtOnce = 256;
    // Longer than anybody waits for the answer; what hangs must not keep those behind it for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly PostgresDatabase _database;
    private readonly PostgresTickets _gateways;
    private readonly Gathered<Left, TrackVersion?> _loads;
    private readonly Gathered<Left, bool> _saves;

    public PostgresTracks(PostgresDatabase database, PostgresTickets gateways)
    {
        (_database, _gateways) = (database, gateways);
        _loads = new(LoadAllAsync, MostAtOnce);
        _saves = new(SaveAllAsync, MostAtOnce);
    }

    public bool IsAlone => _gateways.Others == 0;

    public async ValueTask<TrackVersion?> LoadAsync(TrackName name, long known, CancellationToken cancellationToken) =>
        await _loads.AskAsync(new(Sendable(name), known, 0, []), cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> SaveAsync(TrackName name, long known, byte[] state, DateTimeOffset at, CancellationToken cancellationToken) =>
        await _saves.AskAsync(new(Sendable(name), known, StepTime.ToMicros(at), state), cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<TrackVersion?>> LoadAllAsync(IReadOnlyList<Left> asked)
    {
        if (asked.Count == 1)
        {
            return [await LoadOneAsync(asked[0]).ConfigureAwait(false)];
        }

        // Each by the key: as a plain join the planner, which cannot know how few they are, reads the whole table for them.
        await using var command = _database.Source.CreateCommand("""
            SELECT u.place, t.version, t.state FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY AS u(owner, session, track, known, place)
            CROSS JOIN LATERAL (SELECT version, state FROM track_state WHERE session = u.session AND track = u.track AND owner = u.owner AND version > u.known OFFSET 0) AS t
            """);
        Begin(command, asked);
        var found = new TrackVersion?[asked.Count];
        using var patience = new CancellationTokenSource(Patience);
        await using var rows = await command.ExecuteReaderAsync(patience.Token).ConfigureAwait(false);
        while (await rows.ReadAsync(patience.Token).ConfigureAwait(false))
        {
            found[rows.GetInt64(0) - 1] = new TrackVersion(rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
        }

        return found;
    }

    private async Task<IReadOnlyList<bool>> SaveAllAsync(IReadOnlyList<Left> asked)
    {
        if (asked.Count == 1)
        {
            return [await SaveOneAsync(asked[0]).ConfigureAwait(false)];
        }

        // Every gateway in the same order, so that two never wait for each other. A track that is there twice is the first one's; the other
        // hears that somebody was faster, and comes again.
        var first = new SortedDictionary<TrackName, int>(ByPlace.Order);
        for (int i = 0; i < asked.Count; i++)
        {
            first.TryAdd(asked[i].Name, i);
        }

        var order = first.Values.ToArray();
        var sent = Array.ConvertAll(order, i => asked[i]);
        await using var command = _database.Source.CreateCommand("""
            INSERT INTO track_state AS t (owner, session, track, version, saved_at, state)
            SELECT u.owner, u.session, u.track, u.known + 1, u.saved_at, u.state FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bytea[]) AS u(owner, session, track, known, saved_at, state)
            ON CONFLICT (session, track, owner) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at, state = excluded.state WHERE t.version = excluded.version - 1
            RETURNING t.owner, t.session, t.track
            """);
        Begin(command, sent);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(sent, static l => l.At) });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(sent, static l => l.State) });
        var saved = new bool[asked.Count];
        using var patience = new CancellationTokenSource(Patience);
        await using var rows = await command.ExecuteReaderAsync(patience.Token).ConfigureAwait(false);
        while (await rows.ReadAsync(patience.Token).ConfigureAwait(false))
        {
            saved[first[new TrackName(rows.GetString(0), rows.GetString(1), rows.GetString(2))]] = true;
        }

        return saved;
    }

    // One by itself, as most are where there is little to do, costs half as much without the arrays.
    private async Task<TrackVersion?> LoadOneAsync(Left asked)
    {
        await using var command = _database.Source.CreateCommand("SELECT version, state FROM track_state WHERE owner = $1 AND session = $2 AND track = $3 AND version > $4");
        Begin(command, asked);
        using var patience = new CancellationTokenSource(Patience);
        await using var rows = await command.ExecuteReaderAsync(patience.Token).ConfigureAwait(false);
        return await rows.ReadAsync(patience.Token).ConfigureAwait(false) ? new TrackVersion(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)) : null;
    }

    private async Task<bool> SaveOneAsync(Left asked)
    {
        await using var command = _database.Source.CreateCommand("""
            INSERT INTO track_state AS t (owner, session, track, version, saved_at, state) VALUES ($1, $2, $3, $4 + 1, $5, $6)
            ON CONFLICT (session, track, owner) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at, state = excluded.state WHERE t.version = $4
            """);
        Begin(command, asked);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = asked.At });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = asked.State });
        using var patience = new CancellationTokenSource(Patience);
        return await command.ExecuteNonQueryAsync(patience.Token).ConfigureAwait(false) == 1;
    }

    private static void Begin(NpgsqlCommand command, Left asked)
    {
        foreach (string text in (ReadOnlySpan<string>)[asked.Name.Owner, asked.Name.Session, asked.Name.Track])
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        }

        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = asked.Known });
    }

    private static TrackName Sendable(TrackName name) => new(PostgresText.Of(name.Owner), PostgresText.Of(name.Session), PostgresText.Of(name.Track));

    // By place: names would have to be found in the text each time.
    private static void Begin(NpgsqlCommand command, IReadOnlyList<Left> asked)
    {
        Texts(static l => l.Name.Owner);
        Texts(static l => l.Name.Session);
        Texts(static l => l.Name.Track);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. asked.Select(static l => l.Known)] });

        void Texts(Func<Left, string> of) => command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. asked.Select(of)] });
    }

    /// <summary>A track with the version known here, and the state to be kept after it where it is one.</summary>
    private readonly record struct Left(TrackName Name, long Known, long At, byte[] State);

    /// <summary>The order of the table's key.</summary>
    private sealed class ByPlace : IComparer<TrackName>
    {
        public static readonly ByPlace Order = new();

        public int Compare(TrackName x, TrackName y) =>
            string.CompareOrdinal(x.Session, y.Session) is not 0 and var s ? s
            : string.CompareOrdinal(x.Track, y.Track) is not 0 and var t ? t
            : string.CompareOrdinal(x.Owner, y.Owner);
    }
}
