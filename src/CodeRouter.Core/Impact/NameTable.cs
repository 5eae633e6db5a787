using System.Buffers.Binary;
using System.Text;

namespace CodeRouter.Core.Impact;

/// <summary>
/// Names as small numbers, from 1; safe for many writers at once. A name is known by its 64-bit hash, so nothing is compared byte by byte.
/// </summary>
public sealed class NameTable
{
    private const int Stripes = 64;
    private const int ChunkBits = 20;

    private readonly Dictionary<ulong, int>[] numbers;
    private readonly Lock writing = new();
    private byte[][] chunks = [];
    private long used;
    private long[] places = new long[1024];
    private int count;
    private bool indexed;

    public NameTable()
        : this([], [])
    {
    }

    /// <summary>A table as <see cref="Lengths"/> and <see cref="Texts"/> gave it. It is indexed when a name is first looked for: most questions never do.</summary>
    /// <param name="lengths">Bytes of each name, in the order of their numbers.</param>
    /// <param name="texts">All names one after the other, without a gap.</param>
    public NameTable(ReadOnlySpan<ushort> lengths, ReadOnlySpan<byte> texts)
    {
        numbers = new Dictionary<ulong, int>[Stripes];
        for (int i = 0; i < Stripes; i++)
        {
            numbers[i] = [];
        }

        foreach (ushort length in lengths)
        {
            Append(texts[..length]);
            texts = texts[length..];
        }

        indexed = count == 0;
    }

    public int Count => Volatile.Read(ref count);

    /// <summary>The number of a name, given one when it is new. At most 65,535 bytes count.</summary>
    public int Intern(ReadOnlySpan<byte> name) => Intern(name, Hash(name));

    public int Intern(ReadOnlySpan<byte> name, ulong hash)
    {
        var stripe = Stripe(hash);
        lock (stripe)
        {
            if (!stripe.TryGetValue(hash, out int number))
            {
                number = Append(name.Length > ushort.MaxValue ? name[..ushort.MaxValue] : name);
                stripe.Add(hash, number);
            }

            return number;
        }
    }

    /// <summary>The number of a name; 0 when it is not in the table.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        ulong hash = Hash(name);
        var stripe = Stripe(hash);
        lock (stripe)
        {
            return stripe.GetValueOrDefault(hash);
        }
    }

    public int Find(string name) => Find(Encoding.UTF8.GetBytes(name));

    /// <summary>A name's bytes; empty for 0.</summary>
    public ReadOnlySpan<byte> Bytes(int number)
    {
        if (number <= 0 || number > Count)
        {
            return [];
        }

        long place = Volatile.Read(ref places)[number - 1];
        return Volatile.Read(ref chunks)[place >> (ChunkBits + 16)].AsSpan((int)(place >> 16) & ((1 << ChunkBits) - 1), (int)(place & 0xffff));
    }

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    /// <summary>64 bits of a name; equal names have equal ones on every machine.</summary>
    public static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = 0x9E3779B97F4A7C15UL ^ (ulong)name.Length;
        while (name.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name), 0xD6E8FEB86659FD93UL);
            name = name[8..];
        }

        ulong rest = 0;
        for (int i = 0; i < name.Length; i++)
        {
            rest |= (ulong)name[i] << (8 * i);
        }

        return Fold(Fold(hash ^ rest, 0xA0761D6478BD642FUL), 0xE7037ED1A0B428DBUL);
    }

    /// <summary>The length of each name, in the order of their numbers.</summary>
    public ushort[] Lengths()
    {
        ushort[] lengths = new ushort[Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = (ushort)places[i];
        }

        return lengths;
    }

    /// <summary>All names one after the other.</summary>
    public byte[] Texts()
    {
        int all = Count;
        long size = 0;
        for (int i = 1; i <= all; i++)
        {
            size += Bytes(i).Length;
        }

        byte[] texts = new byte[size];
        int at = 0;
        for (int i = 1; i <= all; i++)
        {
            Bytes(i).CopyTo(texts.AsSpan(at));
            at += Bytes(i).Length;
        }

        return texts;
    }

    private Dictionary<ulong, int> Stripe(ulong hash)
    {
        if (!Volatile.Read(ref indexed))
        {
            lock (writing)
            {
                if (!indexed)
                {
                    for (int number = 1; number <= count; number++)
                    {
                        ulong known = Hash(Bytes(number));
                        numbers[known >> 58][known] = number;
                    }

                    Volatile.Write(ref indexed, true);
                }
            }
        }

        return numbers[hash >> 58];
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private int Append(ReadOnlySpan<byte> name)
    {
        lock (writing)
        {
            int size = 1 << ChunkBits;
            if ((used & (size - 1)) + name.Length > size || (used >> ChunkBits) >= chunks.Length)
            {
                used = (long)chunks.Length << ChunkBits;
                byte[][] more = [.. chunks, new byte[size]];
                Volatile.Write(ref chunks, more);
            }

            name.CopyTo(chunks[used >> ChunkBits].AsSpan((int)(used & (size - 1))));
            if (count == places.Length)
            {
                long[] wider = new long[places.Length * 2];
                places.CopyTo(wider, 0);
                Volatile.Write(ref places, wider);
            }

            places[count] = (used << 16) | (ushort)name.Length;
            used += name.Length;
            Volatile.Write(ref count, count + 1);
            return count;
        }
    }
}
