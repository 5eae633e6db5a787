using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>The two edits made at home: the model value, and on a chat stream the option that asks for usage.</summary>
public static class RequestEdits
{
    public static BodyEdit[] For(UpstreamCall call, string upstreamModel, bool asksUsage)
    {
        var model = ModelEdit(call.Body, call.ModelAt, call.IsForm, upstreamModel);
        var usage = asksUsage ? call.UsageOption : null;
        return (model, usage) switch
        {
            (null, null) => [],
            ({ } m, null) => [m],
            (null, { } u) => [u],
            ({ } m, { } u) => m.At.Start <= u.At.Start ? [m, u] : [u, m],
        };
    }

    /// <summary>The model value alone, in a request that was written out here.</summary>
    public static BodyEdit[] For(RequestView written, string upstreamModel) =>
        ModelEdit(written.Body, written.Scan.Find(written.Body.Span, "model"u8), isForm: false, upstreamModel) is { } model ? [model] : [];

    private static BodyEdit? ModelEdit(ReadOnlyMemory<byte> body, Slice at, bool isForm, string upstreamModel)
    {
        if (at.IsEmpty)
        {
            return null;
        }

        byte[] value = isForm ? System.Text.Encoding.UTF8.GetBytes(upstreamModel) : JsonSerializer.SerializeToUtf8Bytes(upstreamModel, ModelNameJson.Default.String);
        return body.Span.Slice(at.Start, at.Length).SequenceEqual(value) ? null : new BodyEdit(at, value);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ModelNameJson : System.Text.Json.Serialization.JsonSerializerContext;
