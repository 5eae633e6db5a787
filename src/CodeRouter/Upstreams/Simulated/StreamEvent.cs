using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Where in a stream an event stands; scripts strike by it.</summary>
internal enum StreamPart : byte { Opening, Content, Closing }

internal readonly record struct StreamEvent(StreamPart Part, byte[] Bytes);

/// <summary>JSON and server-sent events as the vendors frame them.</summary>
internal static class Frame
{
    // Shapes are written as anonymous objects: reflection costs little here, and a page of them reads like the vendor's documentation.
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static string Text(object value) => JsonSerializer.Serialize(value, Options);

    public static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    public static byte[] Event(string? name, object data) => Event(name, Json(data));

    public static byte[] Event(string? name, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> head = name is null ? "data: "u8 : System.Text.Encoding.UTF8.GetBytes("event: " + name + "\ndata: ");
        return [.. head, .. data, (byte)'\n', (byte)'\n'];
    }
}

/// <summary>A request the real service would refuse.</summary>
/// <param name="Message">In the vendor's own words.</param>
internal sealed record VendorRefusal(int Status, string Message, string? Code = null, string? Param = null);

/// <summary>How one vendor speaks: answers, streams, errors and headers of its dialect.</summary>
internal interface IVendorVoice
{
    /// <summary>Null where the real service would accept the request.</summary>
    VendorRefusal? Refuse(SimulatedCall call);

    /// <summary>A whole answer.</summary>
    object Whole(SimulatedReply reply);

    IEnumerable<StreamEvent> Stream(SimulatedReply reply);

    object Error(VendorRefusal refusal, string requestId);

    /// <summary>The event that reports a failure inside a stream.</summary>
    byte[] ErrorEvent(string requestId);

    IEnumerable<KeyValuePair<string, string>> Headers(string requestId, DateTimeOffset now);
}
