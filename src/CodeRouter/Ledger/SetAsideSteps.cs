using System.Data.Common;
using System.Net.Sockets;

namespace CodeRouter.Ledger;

/// <summary>
/// Steps a working store will not take: a fault of ours, which must not hold up all the others. Their bytes, as in the journal, are kept in
/// the data folder under <c>set-aside/</c>, and offered to the store again at each start: a newer version may have mended it.
/// </summary>
public sealed class SetAsideSteps
{
    private const string Ending = ".step";
    private readonly string _folder;

    /// <param name="dataFolder">Where <c>set-aside/</c> lies; it is made with the first step.</param>
    public SetAsideSteps(string dataFolder)
    {
        _folder = Path.Combine(dataFolder, "set-aside");
        Count = Files().Length;
    }

    /// <summary>How many lie there.</summary>
    public int Count { get; private set; }

    /// <summary>Raised when one more does, with what the store said of it.</summary>
    public event Action<string>? Grown;

    /// <summary>Offers those of earlier runs to the store; what it takes, or has already, lies here no longer. Gives how many it took.</summary>
    public int OfferAgain(ILedgerStore store)
    {
        int taken = 0;
        foreach (string file in Files())
        {
            try
            {
                if (JournalRecord.TryDecode(File.ReadAllBytes(file), out _, out var record, out _, out _) && Refusal(store, [record]) is null)
                {
                    File.Delete(file);
                    Count--;
                    taken++;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It lies there until it can be read and deleted; the store knows a step it has by its id.
            }
        }

        return taken;
    }

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
            if (Refusal(store, [record]) is { } refusal && !(BlamesTheStep(refusal) && Refusal(store, []) is null && Keep(record, refusal.Message)))
            {
                return false;
            }
        }

        return true;
    }

    private string[] Files() => Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*" + Ending) : [];

    private bool Keep(StepRecord record, string why)
    {
        try
        {
            PrivateFolder.Create(_folder);
            record.Mark.Detail = null;
            File.WriteAllBytes(Path.Combine(_folder, record.Id + Ending), JournalRecord.Encode(JournalEntry.End, record));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Count++;
        Grown?.Invoke(why);
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
