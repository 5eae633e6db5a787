namespace CodeRouter.Storage.Postgres;

/// <summary>Numbers for new rows, taken from a sequence by the thousand. One thread at a time.</summary>
internal sealed class Blocks(string sequence)
{
    public const int Size = 1000;
    private long _next;
    private long _end;

    public long Next(PostgresLink link)
    {
        if (_next == _end)
        {
            long block = link.Scalar($"SELECT nextval('{sequence}')")!.Value;
            (_next, _end) = (block * Size, (block + 1) * Size);
        }

        return _next++;
    }
}
