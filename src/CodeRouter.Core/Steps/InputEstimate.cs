using System.Numerics;
using System.Runtime.InteropServices;
using CodeRouter.Core.Conversations;

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

    /// <param name="scan">Of this body.</param>
    /// <param name="body">The request as it came.</param>
    public static int Tokens(BodyScan scan, ReadOnlySpan<byte> body)
    {
        long other = scan.FirstOther < 0 ? 0 : CountOther(body[scan.FirstOther..]);
        long ascii = Math.Max(0, body.Length - other - scan.BinaryBytes);
        return (int)Math.Min(int.MaxValue, (ascii / AsciiPerToken) + (other / OtherBytesPerToken) + (scan.Binaries * (double)ImageTokens)) + 1;
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
