using System.Data.Common;
using System.Net.Sockets;

namespace CodeRouter.Ledger;

/// <summary>
/// Steps a working store will not take: a fault of ours, which must not hold up all the others. Their bytes, as in the journal, are kept in
/// the data folder under <c>set-aside/</c> for whoever mends it.
/// </summary>
internal sealed class SetAsideSteps(string folder)
{
    public int Count { get; private set; }

    /// <summary>
    /// Writes what the store takes one by one. False where the store is at fault (it takes nothing at all, or says itself that it is full,
    /// read-only or gone) or the folder cannot be written: then nothing more is set aside, and the journal goes on keeping it.
    /// </summary>
    public bool WriteRest(ILedgerStore store, IReadOnlyList<StepRecord> batch)
    {
        if (Refusal(store, []) is not null)
        {
            return false;
        }

        foreach (var record in batch)
        {
            if (Refusal(store, [record]) is { } refusal && !(BlamesTheStep(refusal) && Refusal(store, []) is null && Keep(record)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Keep(StepRecord record)
    {
        try
        {
            PrivateFolder.Create(folder);
            record.Mark.Detail = null;
            File.WriteAllBytes(Path.Combine(folder, record.Id + ".step"), JournalRecord.Encode(JournalEntry.End, record));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Count++;
        return true;
    }

    // A full disk takes an empty batch too. Bad data has classes of its own among the codes of SQL: 22, 23, and 54 for what is too large.
    private static bool BlamesTheStep(Exception refusal) => refusal switch
    {
        DbException told => told.SqlState is { Length: 5 } state && (state[..2] is "22" or "23" or "54"),
        IOException or TimeoutException or SocketException => false,
        _ => true,
    };

    private static Exception? Refusal(ILedgerStore store, IReadOnlyList<StepRecord> batch)
    {
        try
        {
            store.Write(batch);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }
}
