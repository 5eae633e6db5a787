using System.Numerics;
using System.Runtime.InteropServices;

namespace CodeRouter.Core.Steps;

/// <summary>
/// Tokens of a body by its bytes. Tokenising would cost more than everything else together; a factor per kind of byte is within some ten
/// per cent, which a window check and a reservation can live with. Inline images are counted as images, not as text.
/// </summary>
public static class InputEstimate
{
    private const double AsciiPerToken = 3.9;
    private const double OtherBytesPerToken = 2.9;
    private const int ImageTokens = 1500;
    private const int MaxImages = 100;

    public static int Tokens(ReadOnlySpan<byte> body)
    {
        long skipped = 0;
        int images = 0;
        var rest = body;
        while (images < MaxImages)
        {
            int at = rest.IndexOf("base64"u8);
            if (at < 0)
            {
                break;
            }

            // data:…;base64,XXXX" or "type":"base64",…,"data":"XXXX": the longest string that follows nearby.
            rest = rest[(at + 6)..];
            int blob = Blob(rest, out int end);
            if (blob > 2000)
            {
                skipped += blob;
                images++;
                rest = rest[end..];
            }
        }

        long other = CountOther(body);
        long ascii = Math.Max(0, body.Length - other - skipped);
        return (int)Math.Min(int.MaxValue, (ascii / AsciiPerToken) + (other / OtherBytesPerToken) + (images * (double)ImageTokens)) + 1;
    }

    private static int Blob(ReadOnlySpan<byte> rest, out int end)
    {
        int from = 0;
        for (int strings = 0; strings < 8 && from < rest.Length; strings++)
        {
            int stop = rest[from..].IndexOf((byte)'"');
            stop = stop < 0 ? rest.Length : from + stop;
            if (stop - from > 2000)
            {
                end = stop;
                return stop - from;
            }

            from = stop + 1;
        }

        end = 0;
        return 0;
    }

    private static long CountOther(ReadOnlySpan<byte> body)
    {
        long count = 0;
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(body);
        foreach (var vector in vectors)
        {
            var high = Vector.GreaterThanOrEqual(vector, new Vector<byte>(0x80));
            if (high != Vector<byte>.Zero)
            {
                count += Vector.Sum(Vector.BitwiseAnd(high, Vector<byte>.One));
            }
        }

        foreach (byte b in body[(vectors.Length * Vector<byte>.Count)..])
        {
            count += b >> 7;
        }

        return count;
    }
}
