using CodeRouter.Ledger;
using Npgsql;

namespace CodeRouter.Storage.Postgres;

internal sealed class PostgresTracks(PostgresDatabase database, PostgresTickets gateways) : ITrackStore
{
    public bool IsAlone => gateways.Others == 0;

    public async ValueTask<TrackVersion?> LoadAsync(TrackName name, long known, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            "SELECT version, state FROM track_state WHERE session = @session AND track = @track AND owner = @owner AND version > @known");
        Name(command, name);
        command.Parameters.AddWithValue("known", known);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? new TrackVersion(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)) : null;
    }

    public async ValueTask<bool> SaveAsync(TrackName name, long known, byte[] state, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("""
            INSERT INTO track_state AS t (owner, session, track, version, saved_at, state) VALUES (@owner, @session, @track, @known + 1, @at, @state)
            ON CONFLICT (session, track, owner) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at, state = excluded.state WHERE t.version = @known
            """);
        Name(command, name);
        command.Parameters.AddWithValue("known", known);
        command.Parameters.AddWithValue("at", StepTime.ToMicros(at));
        command.Parameters.AddWithValue("state", state);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    private static void Name(NpgsqlCommand command, TrackName name)
    {
        command.Parameters.AddWithValue("owner", PostgresText.Of(name.Owner));
        command.Parameters.AddWithValue("session", PostgresText.Of(name.Session));
        command.Parameters.AddWithValue("track", PostgresText.Of(name.Track));
    }
}
