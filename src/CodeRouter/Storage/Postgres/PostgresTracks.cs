using CodeRouter.Ledger;
using Npgsql;

namespace CodeRouter.Storage.Postgres;

internal sealed class PostgresTracks(PostgresDatabase database, PostgresTickets gateways) : ITrackStore
{
    public bool IsAlone => gateways.Others == 0;

    public async ValueTask<TrackVersion?> LoadAsync(TrackName name, long known, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            "SELECT version, state FROM track_state WHERE owner = $1 AND session = $2 AND track = $3 AND version > $4");
        Begin(command, name, known);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? new TrackVersion(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)) : null;
    }

    public async ValueTask<bool> SaveAsync(TrackName name, long known, byte[] state, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("""
            INSERT INTO track_state AS t (owner, session, track, version, saved_at, state) VALUES ($1, $2, $3, $4 + 1, $5, $6)
            ON CONFLICT (session, track, owner) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at, state = excluded.state WHERE t.version = $4
            """);
        Begin(command, name, known);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = StepTime.ToMicros(at) });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = state });
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    // By place: names would have to be found in the text each time, and this is asked twice for each step.
    private static void Begin(NpgsqlCommand command, TrackName name, long known)
    {
        foreach (string text in (ReadOnlySpan<string>)[name.Owner, name.Session, name.Track])
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PostgresText.Of(text) });
        }

        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known });
    }
}
