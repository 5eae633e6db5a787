using System.Globalization;
using System.Text;

namespace CodeRouter.Core.Conversations;

/// <summary>
/// JSON with escaped halves of surrogate pairs in its strings: well-formed, and what programs write that cut a text anywhere; but a reader of
/// documents refuses to make a text of it, late and by an exception.
/// </summary>
public static class EscapedHalves
{
    private const int Escape = 6;

    /// <summary>The same with the replacement character in the place of each; itself where there is none.</summary>
    public static ReadOnlyMemory<byte> Replaced(ReadOnlyMemory<byte> json)
    {
        var span = json.Span;
        if (span.IndexOf("\\ud"u8) < 0 && span.IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        byte[]? copy = null;
        for (int at = span.IndexOf((byte)'\\'); at >= 0 && at + 1 < span.Length;)
        {
            int length = 2;
            if (Unit(span[at..]) is { } unit)
            {
                length = char.IsHighSurrogate(unit) && Unit(span[(at + Escape)..]) is { } next && char.IsLowSurrogate(next) ? 2 * Escape : Escape;
                if (length == Escape && char.IsSurrogate(unit))
                {
                    "\\ufffd"u8.CopyTo((copy ??= json.ToArray()).AsSpan(at));
                }
            }

            int more = span[Math.Min(at + length, span.Length)..].IndexOf((byte)'\\');
            at = more < 0 ? -1 : at + length + more;
        }

        return copy ?? json;
    }

    /// <inheritdoc cref="Replaced(ReadOnlyMemory{byte})"/>
    public static string Replaced(string json) =>
        json.Contains("\\ud", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Replaced(Encoding.UTF8.GetBytes(json).AsMemory()).Span) : json;

    // What \uXXXX at the beginning stands for.
    private static char? Unit(ReadOnlySpan<byte> text) =>
        text.Length >= Escape && text[0] == '\\' && text[1] == 'u' && ushort.TryParse(text[2..Escape], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? (char)unit : null;
}
