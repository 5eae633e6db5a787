using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>How the reports write: straight into bytes, money as exact decimals, null for what is not known.</summary>
internal static class ReportJson
{
    // The bytes go out as application/json, never into a page as they are: text stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void Usd(this Utf8JsonWriter json, string name, decimal? usd)
    {
        if (usd is { } known)
        {
            // Dividing by a one of full scale drops the zeros behind the last digit.
            json.WriteNumber(name, known / 1.0000000000000000000000000000m);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Number(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
        {
            json.WriteNumber(name, Math.Round(known, 3));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Moment(this Utf8JsonWriter json, string name, DateTimeOffset at) =>
        json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
}
