using System.Buffers.Binary;
using System.Security.Cryptography;
using CodeRouter.Core;

namespace CodeRouter.Guards;

/// <summary>
/// What was found in pieces of requests, by the pieces' own bytes: agents send their whole history with every step, and only the new tail is
/// ever looked at again. It holds no texts, and goes by SHA-256, so that nobody can craft a piece that passes for another.
/// </summary>
/// <param name="most">Pieces remembered.</param>
internal sealed class PieceMemory<T>(int most)
    where T : class
{
    private readonly Generations<(UInt128 Hash, int What), T> _seen = new(most);

    public delegate T Looking(ReadOnlySpan<byte> piece);

    /// <param name="what">What is looked for, where not always the same.</param>
    public T Get(ReadOnlySpan<byte> piece, int what, Looking look)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(piece, digest);
        var key = (BinaryPrimitives.ReadUInt128LittleEndian(digest), what);
        if (!_seen.TryGet(key, out var known))
        {
            known = look(piece);
            _seen.Keep(key, known);
        }

        return known;
    }
}
