namespace CodeRouter.Storage;

/// <summary>One connection to a store, used by one thread at a time; disposing gives it back.</summary>
internal interface ILink : IDisposable
{
    SqlWords Words { get; }

    /// <summary>Rows of a SELECT. Values are text, whole number, number or bytes; null is NULL.</summary>
    IRows Query(string sql, params ReadOnlySpan<(string Name, object? Value)> values);

    /// <summary>A statement that gives no rows; the number of rows it changed.</summary>
    int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> values);

    /// <summary>Begins a transaction that writes.</summary>
    void Begin();

    void Commit();

    /// <summary>Tells every gateway over the store that something changed, once the transaction is committed; nothing where there is only one.</summary>
    void Announce(string what);

    /// <summary>Undoes the transaction; nothing where there is none any more.</summary>
    void Rollback();
}

/// <summary>What connections come from.</summary>
internal interface IDatabase
{
    ILink Connect();
}

/// <summary>Rows of an answer, one after the other.</summary>
internal interface IRows : IDisposable
{
    /// <summary>Goes to the next row; false behind the last.</summary>
    bool Read();

    bool IsNull(int column);

    /// <summary>The column holds a whole number rather than text.</summary>
    bool IsWhole(int column);

    long GetInt64(int column);

    double GetDouble(int column);

    string GetString(int column);

    byte[] GetBytes(int column);

    long? GetInt64OrNull(int column) => IsNull(column) ? null : GetInt64(column);

    int GetInt32(int column) => (int)GetInt64(column);

    string? GetStringOrNull(int column) => IsNull(column) ? null : GetString(column);
}
