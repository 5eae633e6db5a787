using System.Text.Json;
using System.Text.Json.Serialization;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Gateway;

/// <summary>A track as gateways leave it for each other: JSON without what is as at the beginning. A member that is not known is passed over.</summary>
internal sealed record SessionText(SessionState State, Dictionary<string, string> Channels)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.SessionText);

    /// <summary>Null where it cannot be read: then the track begins anew rather than not at all.</summary>
    public static SessionText? Of(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, SessionJson.Default.SessionText);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SessionText))]
internal sealed partial class SessionJson : JsonSerializerContext;
