using Npgsql;

namespace CodeRouter.Storage.Postgres;

/// <summary>One connection from the pool; disposing gives it back, and undoes what was not committed.</summary>
internal sealed class PostgresLink(NpgsqlConnection connection) : ILink
{
    private NpgsqlTransaction? _transaction;

    public SqlWords Words => SqlWords.Postgres;

    public NpgsqlConnection Connection => connection;

    public string Version => connection.PostgreSqlVersion.ToString(2);

    public IRows Query(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = Command(sql, values);
        try
        {
            return new PostgresRows(command, command.ExecuteReader());
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null where there is none or it is NULL.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var rows = Query(sql, values);
        return rows.Read() ? rows.GetInt64OrNull(0) : null;
    }

    public void Begin() => _transaction = connection.BeginTransaction();

    public void Announce(string what) => Run("SELECT pg_notify(@channel, @what)", ("@channel", PostgresFeed.Channel), ("@what", what));

    public void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    public void Rollback()
    {
        try
        {
            _transaction?.Rollback();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection broke, and the transaction with it.
        }

        _transaction?.Dispose();
        _transaction = null;
    }

    public void Dispose()
    {
        Rollback();
        connection.Dispose();
    }

    private NpgsqlCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value is string text ? PostgresText.Of(text) : value ?? DBNull.Value);
        }

        return command;
    }
}
