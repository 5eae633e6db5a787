using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeRouter.Hosts.Files;

[JsonSerializable(typeof(string))]
internal sealed partial class JsonTexts : JsonSerializerContext
{
    /// <summary>As people write it: only what must be escaped is.</summary>
    public static readonly JsonTexts Relaxed = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
