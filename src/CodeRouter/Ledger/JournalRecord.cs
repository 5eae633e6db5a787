using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace CodeRouter.Ledger;

internal enum JournalEntry : byte { Start = 1, End = 2 }

/// <summary>
/// A record as the journal's bytes: length, CRC-32C of what follows, then kind, number of fields, the fields in the order of
/// <see cref="StepFields"/> (a null is one byte), and the detail. Not JSON: this is written twice per request on its way.
/// </summary>
internal static class JournalRecord
{
    public const int HeaderBytes = 8;
    private const byte DetailNone = 0;
    private const byte DetailHere = 1;
    private const byte DetailAtStart = 2;

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>The record's bytes, valid until the same thread encodes the next one.</summary>
    public static ReadOnlySpan<byte> Encode(JournalEntry entry, StepRecord record)
    {
        var port = new WritePort(t_buffer ?? new byte[8192], HeaderBytes + 3);
        StepFields.Walk(record, ref port);
        port.Detail(record.DetailJson, entry == JournalEntry.End && record.DetailJson is not null && ReferenceEquals(record.DetailJson, record.Mark.Detail));
        byte[] bytes = port.Buffer;
        // A rare huge detail must not stay with the thread for good.
        t_buffer = bytes.Length <= 256 * 1024 ? bytes : null;
        bytes[HeaderBytes] = (byte)entry;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(HeaderBytes + 1), (ushort)port.Fields);
        int length = port.At - HeaderBytes;
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Checksum(bytes.AsSpan(HeaderBytes, length)));
        return bytes.AsSpan(0, port.At);
    }

    /// <summary>Reads the record at the front. False at the end of what was wholly written: a torn or foreign tail.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, out JournalEntry entry, out StepRecord record, out bool detailAtStart, out int length)
    {
        (entry, record, detailAtStart, length) = (default, null!, false, 0);
        if (bytes.Length < HeaderBytes + 3)
        {
            return false;
        }

        int body = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        if (body < 3 || body > bytes.Length - HeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]) != Checksum(bytes.Span.Slice(HeaderBytes, body)))
        {
            return false;
        }

        var content = bytes.Slice(HeaderBytes, body);
        entry = (JournalEntry)content.Span[0];
        record = new StepRecord();
        var port = new ReadPort(content, 3, BinaryPrimitives.ReadUInt16LittleEndian(content.Span[1..]));
        StepFields.Walk(record, ref port);
        record.DetailJson = port.Detail(out detailAtStart);
        length = HeaderBytes + body;
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte b in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    private struct WritePort(byte[] buffer, int at) : IFieldPort
    {
        public static bool Reads => false;

        public byte[] Buffer { get; private set; } = buffer;

        public int At { get; private set; } = at;

        public int Fields { get; private set; }

        public string? Text(string name, string? value)
        {
            Fields++;
            if (value is null)
            {
                Room(1)[0] = 0;
                At++;
                return null;
            }

            var room = Room(5 + (value.Length * 3));
            int head = value.Length < 42 ? 1 : value.Length < 5461 ? 2 : 5;
            int bytes = Encoding.UTF8.GetBytes(value, room[head..]);
            Head(room, head, (uint)bytes + 1);
            At += head + bytes;
            return value;
        }

        public long? Whole(string name, long? value)
        {
            Fields++;
            var room = Room(11);
            room[0] = value is null ? (byte)0 : (byte)1;
            At++;
            if (value is { } known)
            {
                ulong zigzag = (ulong)((known << 1) ^ (known >> 63));
                int i = 1;
                for (; zigzag >= 0x80; zigzag >>= 7)
                {
                    room[i++] = (byte)(zigzag | 0x80);
                }

                room[i] = (byte)zigzag;
                At += i;
            }

            return value;
        }

        public double? Real(string name, double? value)
        {
            Fields++;
            var room = Room(9);
            room[0] = value is null ? (byte)0 : (byte)1;
            At++;
            if (value is { } known)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(room[1..], known);
                At += 8;
            }

            return value;
        }

        public void Detail(byte[]? detail, bool atStart)
        {
            int length = detail is null || atStart ? 0 : detail.Length;
            var room = Room(5 + length);
            room[0] = atStart ? DetailAtStart : detail is null ? DetailNone : DetailHere;
            At++;
            if (room[0] == DetailHere)
            {
                BinaryPrimitives.WriteInt32LittleEndian(room[1..], length);
                detail!.CopyTo(room[5..]);
                At += 4 + length;
            }
        }

        // A varint of fixed width: the text goes straight behind a head whose size is known from its characters alone.
        private static void Head(Span<byte> room, int width, uint value)
        {
            for (int i = 0; i < width - 1; i++, value >>= 7)
            {
                room[i] = (byte)(value | 0x80);
            }

            room[width - 1] = (byte)value;
        }

        private Span<byte> Room(int bytes)
        {
            if (Buffer.Length - At < bytes)
            {
                byte[] larger = new byte[Math.Max(Buffer.Length * 2, At + bytes)];
                Buffer.AsSpan(0, At).CopyTo(larger);
                Buffer = larger;
            }

            return Buffer.AsSpan(At);
        }
    }

    private struct ReadPort(ReadOnlyMemory<byte> bytes, int at, int fields) : IFieldPort
    {
        private int _at = at;
        private int _left = fields;

        public static bool Reads => true;

        public string? Text(string name, string? value)
        {
            if (_left-- <= 0)
            {
                return null;
            }

            int length = (int)Varint() - 1;
            if (length < 0)
            {
                return null;
            }

            string text = Encoding.UTF8.GetString(bytes.Span.Slice(_at, length));
            _at += length;
            return text;
        }

        public long? Whole(string name, long? value)
        {
            if (_left-- <= 0 || bytes.Span[_at++] == 0)
            {
                return null;
            }

            ulong zigzag = Varint();
            return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        }

        public double? Real(string name, double? value)
        {
            if (_left-- <= 0 || bytes.Span[_at++] == 0)
            {
                return null;
            }

            _at += 8;
            return BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span[(_at - 8)..]);
        }

        public byte[]? Detail(out bool atStart)
        {
            byte kind = bytes.Span[_at];
            atStart = kind == DetailAtStart;
            return kind == DetailHere
                ? bytes.Slice(_at + 5, BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[(_at + 1)..])).ToArray()
                : null;
        }

        private ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte b = bytes.Span[_at++];
                value |= (ulong)(b & 0x7f) << shift;
                if (b < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
