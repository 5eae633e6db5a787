using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Looks for the words of several groups in one pass over a text. The platform's own search takes a pass for every eight words, and how fast
/// it is, is decided anew by each process: what it inlines there makes a difference of two and a half. Here every eight beginnings of words cost
/// six table look-ups a block of letters (after the Teddy search of Hyperscan), in code that is compiled the same in every process.
/// </summary>
internal sealed class WordSearch
{
    private const int Prefix = 3;
    private const int Block = 32;
    private const char Fold = (char)0x20;

    private readonly (string[] Words, StringComparison Comparison)[] _groups;
    private readonly SearchValues<string>[] _platform;
    private readonly Vector256<byte>[] _tables;
    private readonly Entry[][] _byFirst = new Entry[128][];

    /// <param name="groups">Words of three or more characters of ASCII, and whether their case counts.</param>
    public WordSearch(params (string[] Words, StringComparison Comparison)[] groups)
    {
        _groups = groups;
        _platform = [.. groups.Select(static g => SearchValues.Create(g.Words, g.Comparison))];
        _tables = [.. groups.SelectMany(static g => g.Words).GroupBy(Beginning, StringComparer.Ordinal).Chunk(8).SelectMany(Tables)];
        var entries = groups.SelectMany(static (g, i) => g.Words.Select(w => new Entry(w, g.Comparison, i))).ToLookup(static e => e.Word[0] | Fold);
        for (int i = 0; i < _byFirst.Length; i++)
        {
            _byFirst[i] = [.. entries[i]];
        }
    }

    public int Groups => _groups.Length;

    /// <summary>Where words stand, in order.</summary>
    public Hits In(ReadOnlySpan<char> text) => new(this, text, Avx2.IsSupported);

    // Words that begin with the same two letters share a bit, and so do all that begin with the same sign: signs are rare.
    private static string Beginning(string word) => (char.IsAsciiLetter(word[0]) ? word[..2] : word[..1]).ToLowerInvariant();

    private static Vector256<byte>[] Tables(IEnumerable<string>[] beginnings)
    {
        byte[][] tables = [.. Enumerable.Range(0, 2 * Prefix).Select(static _ => new byte[16])];
        for (int i = 0; i < beginnings.Length; i++)
        {
            foreach (string word in beginnings[i])
            {
                for (int k = 0; k < Prefix; k++)
                {
                    int letter = word[k] | Fold;
                    tables[2 * k][letter & 15] |= (byte)(1 << i);
                    tables[(2 * k) + 1][letter >> 4] |= (byte)(1 << i);
                }
            }
        }

        return [.. tables.Select(static t => Vector256.Create(Vector128.Create(t), Vector128.Create(t)))];
    }

    // Which groups have a word here, a bit each.
    private int At(ReadOnlySpan<char> text, int at)
    {
        int first = text[at] | Fold, groups = 0;
        if (first < _byFirst.Length)
        {
            foreach (var entry in _byFirst[first])
            {
                if (at + 1 < text.Length && (text[at + 1] | Fold) == entry.Second && text[at..].StartsWith(entry.Word, entry.Comparison))
                {
                    groups |= 1 << entry.Group;
                }
            }
        }

        return groups;
    }

    // The next block of which a letter may begin a word, and which letters; where there is none, the first place that was not looked at.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int NextBlock(ReadOnlySpan<char> text, int from, Vector256<byte>[] tables, out uint candidates)
    {
        ref short first = ref Unsafe.As<char, short>(ref MemoryMarshal.GetReference(text));
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        var low = Vector256.Create((byte)15);
        var fold = Vector256.Create((byte)Fold);
        int last = text.Length - Block - Prefix + 1;
        while (from <= last)
        {
            var one = Pack(ref first, from) | fold;
            var two = Pack(ref first, from + 1) | fold;
            var three = Pack(ref first, from + 2) | fold;
            Vector256<byte> low1 = one & low, low2 = two & low, low3 = three & low;
            Vector256<byte> high1 = (one.AsUInt16() >> 4).AsByte() & low, high2 = (two.AsUInt16() >> 4).AsByte() & low, high3 = (three.AsUInt16() >> 4).AsByte() & low;
            var any = Vector256<byte>.Zero;
            for (int i = 0; i < tables.Length; i += 2 * Prefix)
            {
                any |= Avx2.Shuffle(Unsafe.Add(ref table, i), low1) & Avx2.Shuffle(Unsafe.Add(ref table, i + 1), high1)
                    & Avx2.Shuffle(Unsafe.Add(ref table, i + 2), low2) & Avx2.Shuffle(Unsafe.Add(ref table, i + 3), high2)
                    & Avx2.Shuffle(Unsafe.Add(ref table, i + 4), low3) & Avx2.Shuffle(Unsafe.Add(ref table, i + 5), high3);
            }

            if (any != Vector256<byte>.Zero)
            {
                // Packing put the halves' halves side by side.
                var ordered = Avx2.Permute4x64(any.AsUInt64(), 0b11_01_10_00).AsByte();
                candidates = ~Vector256.Equals(ordered, Vector256<byte>.Zero).ExtractMostSignificantBits();
                return from;
            }

            from += Block;
        }

        candidates = 0;
        return from;
    }

    // Letters that are not ASCII become bytes that are in no table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pack(ref short text, int from) =>
        Avx2.PackUnsignedSaturate(Vector256.LoadUnsafe(ref text, (nuint)from), Vector256.LoadUnsafe(ref text, (nuint)(from + (Block / 2))));

    private readonly record struct Entry(string Word, StringComparison Comparison, int Group)
    {
        public int Second { get; } = Word[1] | Fold;
    }

    /// <summary>Walks the places where words stand.</summary>
    /// <param name="own">By the tables; else by the platform's search, which finds the same.</param>
    public ref struct Hits(WordSearch search, ReadOnlySpan<char> text, bool own)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly int[]? _next = own ? null : [.. search._platform.Select(static _ => -1)];
        private int _block;
        private int _from;
        private uint _candidates;

        /// <summary>Where a word begins.</summary>
        public int Place { get; private set; }

        /// <summary>The groups that have a word there, a bit each.</summary>
        public int Groups { get; private set; }

        public bool MoveNext() => _next is { } next ? Platform(next) : Own();

        private bool Own()
        {
            while (true)
            {
                while (_candidates != 0)
                {
                    Place = _block + BitOperations.TrailingZeroCount(_candidates);
                    _candidates &= _candidates - 1;
                    if ((Groups = search.At(_text, Place)) != 0)
                    {
                        return true;
                    }
                }

                _block = NextBlock(_text, _from, search._tables, out _candidates);
                _from = _block + Block;
                if (_candidates == 0)
                {
                    break;
                }
            }

            // What is too short for a block is looked at letter by letter.
            for (_from = _block; _from < _text.Length;)
            {
                Place = _from++;
                _block = _from;
                if ((Groups = search.At(_text, Place)) != 0)
                {
                    return true;
                }
            }

            return false;
        }

        private bool Platform(int[] next)
        {
            Place = int.MaxValue;
            for (int i = 0; i < next.Length; i++)
            {
                if (next[i] < _from)
                {
                    int found = _text[_from..].IndexOfAny(search._platform[i]);
                    next[i] = found < 0 ? int.MaxValue : _from + found;
                }

                (Place, Groups) = next[i] < Place ? (next[i], 1 << i) : next[i] == Place ? (Place, Groups | (1 << i)) : (Place, Groups);
            }

            _from = Place == int.MaxValue ? _text.Length : Place + 1;
            return Place != int.MaxValue;
        }
    }
}
