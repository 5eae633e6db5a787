using System.Text;
using System.Text.Unicode;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>
/// A file of text that goes along in base64. It is read as the text it is, and what is redacted there is redacted within it: a placeholder
/// in the place of the whole would be no base64, and the file would be lost with it.
/// </summary>
internal static class WrappedText
{
    /// <param name="inner">Base64 in a JSON string, between its quotes.</param>
    /// <returns>The text; null where it is none, whatever it was declared as.</returns>
    public static string? Read(ReadOnlySpan<byte> inner)
    {
        string letters = JsonText.Decode(inner).TrimEnd('=').Replace('-', '+').Replace('_', '/');
        byte[] text = new byte[(letters.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(letters.PadRight((letters.Length + 3) / 4 * 4, '='), text, out int length) && Utf8.IsValid(text.AsSpan(0, length))
            ? Encoding.UTF8.GetString(text, 0, length)
            : null;
    }

    public static string Wrap(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

/// <summary>What guards marked in a file of text that goes along in base64.</summary>
/// <param name="Raw">Where the base64 stands in the piece.</param>
/// <param name="Sightings">At characters of the text.</param>
public sealed record WrappedReading(Slice Raw, Sighting[] Sightings);
