using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>A step out of a row whose first columns are the fields in the order of the walk.</summary>
internal struct StepReader(IRows row) : IFieldPort
{
    private int _next;

    public static bool Reads => true;

    public string? Text(string name, string? value)
    {
        int at = _next++;
        return row.GetStringOrNull(at);
    }

    public long? Whole(string name, long? value)
    {
        int at = _next++;
        return row.GetInt64OrNull(at);
    }

    public double? Real(string name, double? value)
    {
        int at = _next++;
        return row.IsNull(at) ? null : row.GetDouble(at);
    }
}
