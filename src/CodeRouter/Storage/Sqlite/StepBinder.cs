using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>A step into the parameters of an insert, in the order of the walk.</summary>
internal readonly struct StepBinder(SqliteStatement statement) : IFieldPort
{
    public static bool Reads => false;

    public string? Text(string name, string? value)
    {
        statement.Bind(value);
        return value;
    }

    public long? Whole(string name, long? value)
    {
        statement.Bind(value);
        return value;
    }

    public double? Real(string name, double? value)
    {
        statement.Bind(value);
        return value;
    }
}
