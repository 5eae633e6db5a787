using System.Buffers.Binary;
using System.Buffers.Text;

namespace CodeRouter.Core.Tokens;

/// <summary>How large a picture is that stands in a request as base64: told by its first bytes, nothing of it is drawn.</summary>
internal static class PictureSize
{
    private const int LongestHead = 16 * 1024;
    private const double Square = 28 * 28;

    /// <summary>Vendors scale larger pictures down to about so many.</summary>
    private const double MostSquares = 1600;

    /// <summary>What stands in where the size is not told: 560 by 560 dots.</summary>
    private const double UsualSquares = 400;

    /// <param name="text">Base64, or a <c>data:</c> address of it.</param>
    public static double Squares(ReadOnlySpan<byte> text)
    {
        int comma = text.StartsWith("data:"u8) ? text.IndexOf((byte)',') + 1 : 0;
        text = text[comma..];
        text = text[..(Math.Min(text.Length, LongestHead) / 4 * 4)];
        byte[] head = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        _ = Base64.DecodeFromUtf8(text, head, out _, out int length, isFinalBlock: false);
        var (width, height) = Of(head.AsSpan(0, length));
        return width > 0 && height > 0 ? Math.Min(width * (double)height / Square, MostSquares) : UsualSquares;
    }

    private static (int Width, int Height) Of(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 24 && head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
        }

        if (head.Length >= 10 && head.StartsWith("GIF8"u8))
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
        }

        return head.Length >= 30 && head.StartsWith("RIFF"u8) ? OfWebP(head) : head.StartsWith<byte>([0xFF, 0xD8]) ? OfJpeg(head) : default;
    }

    private static (int Width, int Height) OfWebP(ReadOnlySpan<byte> head) => head[15] switch
    {
        (byte)' ' => (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF),
        (byte)'L' => (1 + (head[21] | ((head[22] & 0x3F) << 8)), 1 + ((head[22] >> 6) | (head[23] << 2) | ((head[24] & 0x0F) << 10))),
        (byte)'X' => (1 + (head[24] | (head[25] << 8) | (head[26] << 16)), 1 + (head[27] | (head[28] << 8) | (head[29] << 16))),
        _ => default,
    };

    /// <summary>Segment by segment to the one that opens the picture.</summary>
    private static (int Width, int Height) OfJpeg(ReadOnlySpan<byte> head)
    {
        for (int at = 2; at + 9 < head.Length && head[at] == 0xFF;)
        {
            if (head[at + 1] is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }

        return default;
    }
}
