using System.Buffers.Binary;
using System.Text;

namespace CodeRouter.CodeGraph;

/// <summary>Numbers in as few bytes as they need, texts by length, rising sequences by their steps.</summary>
internal sealed class PackedWriter(Stream stream)
{
    private readonly byte[] buffer = new byte[1 << 16];
    private int used;

    public void Word(uint value)
    {
        Room(4);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(used), value);
        used += 4;
    }

    public void Long(long value)
    {
        Room(8);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(used), value);
        used += 8;
    }

    public void Number(int value) => Unsigned((uint)value);

    public void Text(string text) => Block(Encoding.UTF8.GetBytes(text));

    public void Texts(IReadOnlyList<string> texts)
    {
        Number(texts.Count);
        foreach (string text in texts)
        {
            Text(text);
        }
    }

    public void Block(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        if (bytes.Length > buffer.Length / 2)
        {
            Flush();
            stream.Write(bytes);
            return;
        }

        Room(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    public void Rising(ulong[] values)
    {
        Number(values.Length);
        ulong last = 0;
        foreach (ulong value in values)
        {
            Unsigned(value - last);
            last = value;
        }
    }

    public void Flush()
    {
        stream.Write(buffer, 0, used);
        used = 0;
    }

    private void Unsigned(ulong value)
    {
        Room(10);
        while (value >= 0x80)
        {
            buffer[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[used++] = (byte)value;
    }

    private void Room(int bytes)
    {
        if (used + bytes > buffer.Length)
        {
            Flush();
        }
    }
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote. Bytes that are cut short or make no sense end in an exception of a range or an argument.</summary>
internal sealed class PackedReader(byte[] bytes)
{
    private int at;

    public uint Word()
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        at += 4;
        return value;
    }

    public long Long()
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
        at += 8;
        return value;
    }

    public int Number() => (int)(uint)Unsigned();

    /// <summary>A number of things that each take at least a byte.</summary>
    public int Count()
    {
        int count = Number();
        return count >= 0 && count <= bytes.Length - at ? count : throw new InvalidDataException("more things than bytes");
    }

    public string Text() => Encoding.UTF8.GetString(Block());

    public string[] Texts()
    {
        string[] texts = new string[Count()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Text();
        }

        return texts;
    }

    public ReadOnlySpan<byte> Block()
    {
        int length = Number();
        var block = bytes.AsSpan(at, length);
        at += length;
        return block;
    }

    public ulong[] Rising()
    {
        int count = Count();
        if (count == 0)
        {
            return [];
        }

        ulong[] values = new ulong[count];
        ulong last = 0;
        for (int i = 0; i < count; i++)
        {
            values[i] = last += Unsigned();
        }

        return values;
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
