using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>The splice that makes an OpenAI chat stream report its usage, where the caller did not ask for it.</summary>
public static class UsageOption
{
    private static readonly byte[] Whole = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] Inner = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>Null when the caller asked for usage itself, or when the options are no object (the provider's to judge).</summary>
    public static BodyEdit? For(RequestView request)
    {
        if (request.Format != WireFormat.OpenAIChat || !request.Stream)
        {
            return null;
        }

        var body = request.Body.Span;
        var options = request.Scan.Find(body, "stream_options"u8);
        if (options.IsEmpty)
        {
            return new BodyEdit(new Slice(ClosingBrace(body, request.Scan.ObjectEnd), 0), Whole);
        }

        var value = body.Slice(options.Start, options.Length);
        if (value.SequenceEqual("null"u8))
        {
            return new BodyEdit(options, "{\"include_usage\":true}"u8.ToArray());
        }

        if (value[0] != '{')
        {
            return null;
        }

        var inner = JsonScanner.Scan(value);
        var asked = inner.Find(value, "include_usage"u8);
        if (!asked.IsEmpty)
        {
            return value.Slice(asked.Start, asked.Length).SequenceEqual("true"u8) ? null : new BodyEdit(new Slice(options.Start + asked.Start, asked.Length), True);
        }

        byte[] insert = inner.Members.Count == 0 ? Inner : [(byte)',', .. Inner];
        return new BodyEdit(new Slice(options.Start + ClosingBrace(value, value.Length), 0), insert);
    }

    // Trailing white space belongs behind the brace.
    private static int ClosingBrace(ReadOnlySpan<byte> body, int end)
    {
        int at = Math.Min(end, body.Length) - 1;
        while (body[at] != '}')
        {
            at--;
        }

        return at;
    }
}
