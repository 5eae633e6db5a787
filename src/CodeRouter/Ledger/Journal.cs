using System.Globalization;

namespace CodeRouter.Ledger;

/// <summary>
/// What happened since the store last caught up, in files of the data folder: `journal/00000001.log` and on. Not safe for several
/// threads at once; the writer holds its gate around every call.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int ResetBytes = 256 * 1024;

    private readonly string _folder;
    private readonly long _segmentBytes;
    private readonly List<JournalSegment> _closed = [];
    private JournalSegment? _current;
    private long _number;

    private Journal(string folder, long segmentBytes, long number)
    {
        _folder = folder;
        _segmentBytes = segmentBytes;
        _number = number;
    }

    /// <summary>What an earlier run left behind is handed to <paramref name="recover"/>; its files go once that returned.</summary>
    public static Journal Open(string folder, long segmentBytes, Action<IReadOnlyList<StepRecord>> recover)
    {
        PrivateFolder.Create(folder);
        string[] files = [.. Directory.GetFiles(folder, "*.log").Order(StringComparer.Ordinal)];
        if (files.Length > 0)
        {
            recover(JournalReplay.Read(files));
        }

        foreach (string file in files)
        {
            File.Delete(file);
        }

        return new Journal(folder, segmentBytes, files.Length == 0 ? 0 : NumberOf(files[^1]));
    }

    /// <exception cref="IOException">The disk is full or failing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written any more.</exception>
    public JournalSegment Append(ReadOnlySpan<byte> bytes)
    {
        if (_current is null || _current.Length + bytes.Length > _segmentBytes)
        {
            var next = new JournalSegment(Path.Combine(_folder, (_number + 1).ToString("D8", CultureInfo.InvariantCulture) + ".log"));
            _number++;
            if (_current is not null)
            {
                _closed.Add(_current);
            }

            _current = next;
        }

        _current.Append(bytes);
        _current.Pending++;
        return _current;
    }

    /// <summary>A newer record takes an older one's place: the last one counts when the journal is read.</summary>
    public JournalSegment Replace(JournalSegment? older, ReadOnlySpan<byte> bytes)
    {
        var segment = Append(bytes);
        Release(older);
        return segment;
    }

    /// <summary>The store has these steps: their room is given back.</summary>
    public void Release(IReadOnlyList<StepRecord> stored)
    {
        foreach (var record in stored)
        {
            Release(record.Mark.Start);
            Release(record.Mark.End);
        }

        for (int i = _closed.Count - 1; i >= 0; i--)
        {
            if (_closed[i].Pending == 0)
            {
                Remove(_closed[i]);
                _closed.RemoveAt(i);
            }
        }

        if (_current is { Pending: 0, Length: > ResetBytes })
        {
            _current.Reset();
        }
    }

    /// <summary>Closes the files; those with nothing pending are deleted, the others are for the next start.</summary>
    public void Dispose()
    {
        foreach (var segment in _current is null ? _closed : [.. _closed, _current])
        {
            if (segment.Pending == 0)
            {
                Remove(segment);
            }
            else
            {
                segment.Dispose();
            }
        }

        _closed.Clear();
        _current = null;
    }

    private static void Release(JournalSegment? segment)
    {
        if (segment is not null)
        {
            segment.Pending--;
        }
    }

    private static void Remove(JournalSegment segment)
    {
        segment.Dispose();
        File.Delete(segment.Path);
    }

    private static long NumberOf(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
