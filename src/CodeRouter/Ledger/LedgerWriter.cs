using System.Collections.Concurrent;

namespace CodeRouter.Ledger;

/// <summary>
/// The books' entrance. <see cref="Begin"/> journals a step before its upstream is called, <see cref="Complete"/> journals how it ended
/// and leaves it to the one thread that writes the store in batches. What was journalled survives kill −9; what was completed is in the
/// store exactly once; what was only begun is found as interrupted at the next start.
/// </summary>
public sealed class LedgerWriter : IAsyncDisposable
{
    // The pause (ms) after the third failure in a row: from then on it may be a step rather than the store.
    private const int PauseBeforeLookingCloser = 200;

    private readonly ILedgerStore _store;
    private readonly LedgerWriterSettings _settings;
    private readonly DataFolderLock _lock;
    private readonly Journal _journal;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<string, StepRecord> _live = new(StringComparer.Ordinal);
    private readonly List<(long Upto, TaskCompletionSource Done)> _flushes = [];

    // Guards everything below, the journal included.
    private readonly object _gate = new();
    private List<StepRecord> _waiting = [];
    private long _completed;
    private long _stored;
    private bool _gathering;
    private bool _closing;
    private string? _journalTrouble;
    private string? _storeTrouble;
    private string? _told;

    private LedgerWriter(ILedgerStore store, LedgerWriterSettings settings, DataFolderLock folderLock, string folder)
    {
        (_store, _settings, _lock) = (store, settings, folderLock);
        SetAside = new SetAsideSteps(folder);
        _journal = Journal.Open(Path.Combine(folder, "journal"), settings.SegmentBytes, Recover);
        Recovered += SetAside.OfferAgain(store);
        _thread = new Thread(WriteBatches) { IsBackground = true, Name = "ledger" };
        _thread.Start();
    }

    /// <summary>Steps of the last run that the store did not have yet.</summary>
    public int Recovered { get; private set; }

    /// <summary>Of those, the ones that were under way when that run ended.</summary>
    public int Interrupted { get; private set; }

    /// <summary>Why steps cannot be written just now, remedy included; null when all is well.</summary>
    public string? Trouble => _journalTrouble ?? _storeTrouble;

    /// <summary>Raised when steps cannot be written any more, with <see cref="Trouble"/>, and with null when they can again.</summary>
    public event Action<string?>? TroubleChanged;

    /// <summary>Steps a working store would not take.</summary>
    public SetAsideSteps SetAside { get; }

    /// <summary>Steps begun or completed that the store does not have yet.</summary>
    public int Live => _live.Count;

    /// <summary>Takes the folder's lock, gives the store what the last run left in the journal, and starts the writer.</summary>
    /// <exception cref="DataFolderInUseException">Another gateway has the folder.</exception>
    public static LedgerWriter Open(string dataFolder, ILedgerStore store, LedgerWriterSettings? settings = null)
    {
        var folderLock = DataFolderLock.Take(dataFolder);
        try
        {
            return new LedgerWriter(store, settings ?? new LedgerWriterSettings(), folderLock, dataFolder);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Journals the step. False where that is not possible or the store is too far behind (see <see cref="Trouble"/>): then the upstream
    /// must not be called, and the step needs no <see cref="Complete"/>.
    /// </summary>
    public bool Begin(StepRecord record)
    {
        var bytes = JournalRecord.Encode(JournalEntry.Start, record);
        try
        {
            lock (_gate)
            {
                if (_storeTrouble is not null && _settings.RefuseInOutage())
                {
                    return false;
                }

                if (_closing || _completed - _stored >= _settings.MaxBacklog)
                {
                    _storeTrouble ??= "The ledger's store is behind. Wait a moment; if it lasts, see `coderouter doctor`.";
                    return false;
                }

                record.Mark.Start = _journal.Append(bytes);
                record.Mark.Detail = record.DetailJson;
                _journalTrouble = null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _journalTrouble = JournalTrouble(e);
            Tell();
            return false;
        }

        Tell();
        _live[record.Id] = record;
        return true;
    }

    /// <summary>Journals a step under way again, because what it may cost has grown. Where that fails, the end will tell.</summary>
    public void Amend(StepRecord record)
    {
        var bytes = JournalRecord.Encode(JournalEntry.Start, record);
        lock (_gate)
        {
            try
            {
                record.Mark.Start = _journal.Replace(record.Mark.Start, bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _journalTrouble = JournalTrouble(e);
            }
        }
    }

    /// <summary>Closes the step's books. Never fails and never blocks on the store; a second call for the same step changes nothing.</summary>
    public void Complete(StepRecord record)
    {
        if (Interlocked.Exchange(ref record.Mark.Completed, 1) != 0)
        {
            return;
        }

        StepStates.Settle(record);
        var bytes = JournalRecord.Encode(JournalEntry.End, record);
        _live[record.Id] = record;
        lock (_gate)
        {
            try
            {
                record.Mark.End = _journal.Append(bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The record lives on in memory and goes to the store as soon as that can be written.
                _journalTrouble = JournalTrouble(e);
            }

            _waiting.Add(record);
            _completed++;
            // A wake-up costs more than all the rest: only the first of a batch, and the one that fills it, call the writer.
            if (!_gathering || _waiting.Count == _settings.BatchRows)
            {
                _gathering = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>A step that is under way or not in the store yet; null when it is there or nowhere.</summary>
    public StepRecord? Find(string id) => _live.GetValueOrDefault(id);

    /// <summary>Ends when everything completed so far can be read from the store.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_stored == _completed)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_completed, done));
            Monitor.PulseAll(_gate);
            return done.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>As <see cref="FlushAsync"/>, but a report does not wait for a store that is in trouble: false where it may be behind.</summary>
    public async Task<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken).WaitAsync(_settings.ReportWait, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            return false;
        }
    }

    /// <summary>Drains everything completed, then lets go of journal and folder. Steps only begun stay in the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.PulseAll(_gate);
        }

        await Task.Run(_thread.Join).ConfigureAwait(false);
        lock (_gate)
        {
            _journal.Dispose();
        }

        _lock.Dispose();
    }

    private void Recover(IReadOnlyList<StepRecord> left)
    {
        foreach (var batch in left.Chunk(_settings.BatchRows))
        {
            try
            {
                Recovered += _store.Write(batch);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A step that no store will take must not keep the gateway from starting; a store that takes none does.
                if (!SetAside.WriteRest(_store, batch))
                {
                    throw;
                }
            }
        }

        Interrupted = left.Count(static r => r.State == StepState.Interrupted);
    }

    private void WriteBatches()
    {
        Warm();
        List<StepRecord> batch = [];
        while (NextBatch(ref batch))
        {
            bool stored = WriteUntilStored(batch);
            lock (_gate)
            {
                if (!stored)
                {
                    _flushes.ForEach(static f => f.Done.TrySetException(new IOException("The ledger closed before its store could be written.")));
                    return;
                }

                _stored += batch.Count;
                try
                {
                    _journal.Release(batch);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // What cannot be deleted is read at the next start, and the store has it already.
                    _journalTrouble = JournalTrouble(e);
                }

                _flushes.RemoveAll(f => f.Upto <= _stored && f.Done.TrySetResult());
            }

            foreach (var record in batch)
            {
                _live.TryRemove(record.Id, out _);
            }

            batch.Clear();
        }
    }

    /// <summary>Waits for the first record, then a little for others to share its transaction. False once closed and drained.</summary>
    private bool NextBatch(ref List<StepRecord> batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _gathering = false;
                if (_closing)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            _gathering = true;
            long until = Environment.TickCount64 + (long)_settings.BatchWait.TotalMilliseconds;
            while (!_closing && _flushes.Count == 0 && _waiting.Count < _settings.BatchRows && until - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_gate, (int)left);
            }

            (batch, _waiting) = (_waiting, batch);
            return true;
        }
    }

    /// <summary>False where the program ends before the store came back: the journal has these steps for the next start.</summary>
    private bool WriteUntilStored(IReadOnlyList<StepRecord> batch)
    {
        for (int pause = 50; ; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                _store.Write(batch);
                _storeTrouble = null;
                Tell();
                return true;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _storeTrouble = $"The ledger's store cannot be written ({e.Message}). Steps are kept in the journal until it can; see `coderouter doctor`.";
                Tell();
            }

            if (pause >= PauseBeforeLookingCloser && SetAside.WriteRest(_store, batch))
            {
                _storeTrouble = null;
                Tell();
                return true;
            }

            lock (_gate)
            {
                if (_closing && pause >= 400)
                {
                    return false;
                }

                Monitor.Wait(_gate, pause);
            }
        }
    }

    private void Tell()
    {
        string? trouble = Trouble;
        if (trouble is null != _told is null && Interlocked.Exchange(ref _told, trouble) is null != trouble is null)
        {
            TroubleChanged?.Invoke(trouble);
        }
    }

    // Both codecs and the store's statements are compiled while the program is still starting, not while the first caller waits.
    private void Warm()
    {
        try
        {
            JournalRecord.Encode(JournalEntry.Start, new StepRecord());
            _store.Write([]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The first real batch will say what is wrong.
        }
    }

    private static string JournalTrouble(Exception e) =>
        $"The journal cannot be written ({e.Message}). Free the disk of the data folder, or point --data elsewhere.";
}
