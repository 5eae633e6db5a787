using CodeRouter.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace CodeRouter.Storage.Postgres;

/// <summary>A step into a binary COPY, in the order of the walk.</summary>
internal readonly struct StepCopy(NpgsqlBinaryImporter copy) : IFieldPort
{
    public static bool Reads => false;

    public string? Text(string name, string? value)
    {
        if (value is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(PostgresText.Of(value), NpgsqlDbType.Text);
        }

        return value;
    }

    public long? Whole(string name, long? value)
    {
        Write(copy, value);
        return value;
    }

    public double? Real(string name, double? value)
    {
        if (value is { } known)
        {
            copy.Write(known, NpgsqlDbType.Double);
        }
        else
        {
            copy.WriteNull();
        }

        return value;
    }

    public static void Write(NpgsqlBinaryImporter copy, long? value)
    {
        if (value is { } known)
        {
            copy.Write(known, NpgsqlDbType.Bigint);
        }
        else
        {
            copy.WriteNull();
        }
    }
}
