using System.Text.Json;

namespace CodeRouter.Upstreams;

/// <summary>The two edits made at home: the model value, and on a chat stream the option that asks for usage.</summary>
public static class RequestEdits
{
    public static BodyEdit[] For(UpstreamCall call, string upstreamModel, bool asksUsage)
    {
        var model = ModelEdit(call, upstreamModel);
        var usage = asksUsage ? call.UsageOption : null;
        return (model, usage) switch
        {
            (null, null) => [],
            ({ } m, null) => [m],
            (null, { } u) => [u],
            ({ } m, { } u) => m.At.Start <= u.At.Start ? [m, u] : [u, m],
        };
    }

    private static BodyEdit? ModelEdit(UpstreamCall call, string upstreamModel)
    {
        if (call.ModelAt.IsEmpty)
        {
            return null;
        }

        byte[] value = call.IsForm ? System.Text.Encoding.UTF8.GetBytes(upstreamModel) : JsonSerializer.SerializeToUtf8Bytes(upstreamModel, ModelNameJson.Default.String);
        return call.Body.Span.Slice(call.ModelAt.Start, call.ModelAt.Length).SequenceEqual(value) ? null : new BodyEdit(call.ModelAt, value);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ModelNameJson : System.Text.Json.Serialization.JsonSerializerContext;
