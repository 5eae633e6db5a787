using System.Collections;

namespace CodeRouter.Core.Impact;

/// <summary>The files of a map by number, in pieces: one file's replacement copies one piece, whatever the size of the repository.</summary>
public sealed class FileNodes : IReadOnlyList<FileNode>
{
    private const int Bits = 9, Mask = (1 << Bits) - 1;

    private readonly FileNode[][] pieces;

    public FileNodes(FileNode[] files)
    {
        Length = files.Length;
        pieces = [.. files.Chunk(1 << Bits)];
    }

    private FileNodes(FileNode[][] pieces, int length)
    {
        this.pieces = pieces;
        Length = length;
    }

    public int Length { get; }

    int IReadOnlyCollection<FileNode>.Count => Length;

    public FileNode this[int number] => pieces[number >> Bits][number & Mask];

    /// <summary>With some replaced; numbers beyond the end are new, without gaps.</summary>
    public FileNodes With(IReadOnlyDictionary<int, FileNode> changes)
    {
        int length = changes.Count == 0 ? Length : Math.Max(Length, changes.Keys.Max() + 1);
        var next = new FileNode[(length + Mask) >> Bits][];
        pieces.CopyTo(next, 0);
        foreach (var group in changes.GroupBy(static c => c.Key >> Bits))
        {
            var piece = new FileNode[Math.Min(1 << Bits, length - (group.Key << Bits))];
            next[group.Key]?.CopyTo(piece, 0);
            foreach (var (number, node) in group)
            {
                piece[number & Mask] = node;
            }

            next[group.Key] = piece;
        }

        return new FileNodes(next, length);
    }

    public IEnumerator<FileNode> GetEnumerator()
    {
        foreach (var piece in pieces)
        {
            foreach (var node in piece)
            {
                yield return node;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
