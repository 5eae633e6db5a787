using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CodeRouter.Guards;

/// <summary>
/// What was found in pieces of requests, by the pieces' own bytes: agents send their whole history with every step, and only the new tail is
/// ever looked at again. It holds no texts, and goes by SHA-256, so that nobody can craft a piece that passes for another. Bounded in two
/// generations: what was not asked for during a whole one is forgotten.
/// </summary>
/// <param name="most">Pieces remembered.</param>
internal sealed class PieceMemory<T>(int most)
    where T : class
{
    private ConcurrentDictionary<(UInt128 Hash, int What), T> _young = new();
    private ConcurrentDictionary<(UInt128 Hash, int What), T> _old = new();

    public delegate T Looking(ReadOnlySpan<byte> piece);

    /// <param name="what">What is looked for, where not always the same.</param>
    public T Get(ReadOnlySpan<byte> piece, int what, Looking look)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(piece, digest);
        var key = (BinaryPrimitives.ReadUInt128LittleEndian(digest), what);
        if (_young.TryGetValue(key, out var known))
        {
            return known;
        }

        if (!_old.TryGetValue(key, out known))
        {
            known = look(piece);
        }

        if (_young.Count >= most / 2)
        {
            _old = _young;
            _young = new();
        }

        _young[key] = known;
        return known;
    }
}
