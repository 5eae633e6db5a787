using Microsoft.Win32.SafeHandles;

namespace CodeRouter.Ledger;

/// <summary>One file of the journal. Appending is one write into the page cache: it survives this process, not the machine's power.</summary>
internal sealed class JournalSegment : IDisposable
{
    private readonly SafeFileHandle _file;

    public JournalSegment(string path)
    {
        Path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public string Path { get; }

    public long Length { get; private set; }

    /// <summary>Records in here that the store does not have yet.</summary>
    public int Pending { get; set; }

    /// <summary>A failed write leaves <see cref="Length"/> where it was, so the next one overwrites the torn bytes.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Empties the file in place: cheaper than a new one where the store keeps up.</summary>
    public void Reset()
    {
        RandomAccess.SetLength(_file, 0);
        Length = 0;
    }

    public void Dispose() => _file.Dispose();
}
