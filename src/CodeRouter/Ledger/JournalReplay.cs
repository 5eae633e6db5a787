namespace CodeRouter.Ledger;

/// <summary>Makes rows of what a journal holds: ends as they were, starts without an end as interrupted.</summary>
internal static class JournalReplay
{
    public static IReadOnlyList<StepRecord> Read(IEnumerable<string> files)
    {
        var open = new Dictionary<string, StepRecord>(StringComparer.Ordinal);
        var ended = new List<StepRecord>();
        foreach (string file in files)
        {
            ReadOnlyMemory<byte> bytes = File.ReadAllBytes(file);
            // Whatever stands behind the last whole record was being written when the process died.
            while (JournalRecord.TryDecode(bytes, out var entry, out var record, out bool detailAtStart, out int length))
            {
                bytes = bytes[length..];
                if (entry == JournalEntry.Start)
                {
                    open[record.Id] = record;
                    continue;
                }

                if (open.Remove(record.Id, out var start) && detailAtStart)
                {
                    record.DetailJson = start.DetailJson;
                }

                ended.Add(record);
            }
        }

        foreach (var left in open.Values)
        {
            left.State = StepState.Interrupted;
            left.ErrorKind = "interrupted";
            left.ErrorMessage = "The gateway ended while this step was under way.";
            StepStates.Settle(left);
            ended.Add(left);
        }

        return ended;
    }
}
