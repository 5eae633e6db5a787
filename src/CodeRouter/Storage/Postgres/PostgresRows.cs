using Npgsql;

namespace CodeRouter.Storage.Postgres;

internal sealed class PostgresRows(NpgsqlCommand command, NpgsqlDataReader reader) : IRows
{
    public bool Read() => reader.Read();

    public bool IsNull(int column) => reader.IsDBNull(column);

    public bool IsWhole(int column) => reader.GetFieldType(column) != typeof(string);

    // Sums of whole numbers come as numeric, which ends later.
    public long GetInt64(int column) =>
        reader.GetFieldType(column) == typeof(decimal) ? (long)reader.GetDecimal(column)
        : reader.GetFieldType(column) == typeof(int) ? reader.GetInt32(column)
        : reader.GetInt64(column);

    public double GetDouble(int column) => reader.GetDouble(column);

    public string GetString(int column) => reader.GetString(column);

    public byte[] GetBytes(int column) => reader.GetFieldValue<byte[]>(column);

    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
    }
}
