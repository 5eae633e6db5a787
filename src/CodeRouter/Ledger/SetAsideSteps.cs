namespace CodeRouter.Ledger;

/// <summary>
/// Steps a working store will not take: a fault of ours, which must not hold up all the others. Their bytes, as in the journal, are kept in
/// the data folder under <c>set-aside/</c> for whoever mends it.
/// </summary>
internal sealed class SetAsideSteps(string folder)
{
    public int Count { get; private set; }

    /// <summary>
    /// Writes what the store takes one by one. False where it takes nothing at all: then it is the store that is at fault, and nothing is
    /// set aside.
    /// </summary>
    public bool WriteRest(ILedgerStore store, IReadOnlyList<StepRecord> batch)
    {
        if (!Takes(store, []))
        {
            return false;
        }

        foreach (var record in batch)
        {
            if (!Takes(store, [record]))
            {
                if (!Takes(store, []))
                {
                    return false;
                }

                PrivateFolder.Create(folder);
                record.Mark.Detail = null;
                File.WriteAllBytes(Path.Combine(folder, record.Id + ".step"), JournalRecord.Encode(JournalEntry.End, record));
                Count++;
            }
        }

        return true;
    }

    private static bool Takes(ILedgerStore store, IReadOnlyList<StepRecord> batch)
    {
        try
        {
            store.Write(batch);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }
}
