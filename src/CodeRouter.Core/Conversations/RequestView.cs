namespace CodeRouter.Core.Conversations;

/// <summary>A span of the request body: offset and length in bytes.</summary>
public readonly record struct Slice(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsEmpty => Length == 0;
}

/// <summary>A member of the outermost object: its name (without quotes, still escaped) and its value, quotes and brackets included.</summary>
public readonly record struct Member(Slice Name, Slice Value);

/// <summary>Request headers by name, case-insensitive; null where absent.</summary>
public interface IRequestHeaders
{
    string? this[string name] { get; }
}

/// <summary>
/// A request as it came: the caller's bytes and the spans one scan found in them. Nothing is copied or decoded until asked;
/// what is forwarded are these bytes. The body may be pooled: a view must not be kept beyond its request.
/// </summary>
public sealed class RequestView
{
    public RequestView(WireFormat format, ReadOnlyMemory<byte> body, BodyScan scan, IRequestHeaders headers, string path, string model, bool stream)
    {
        Format = format;
        Body = body;
        Scan = scan;
        Headers = headers;
        Path = path;
        Model = model;
        Stream = stream;
    }

    public WireFormat Format { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public BodyScan Scan { get; }

    public IRequestHeaders Headers { get; }

    /// <summary>The request path without query.</summary>
    public string Path { get; }

    /// <summary>The model the caller asked for: from the body, or from the path (Gemini).</summary>
    public string Model { get; }

    /// <summary>Whether the caller asked for a stream: from the body, or from the path (Gemini).</summary>
    public bool Stream { get; }

    public ReadOnlySpan<byte> this[Slice slice] => Body.Span.Slice(slice.Start, slice.Length);

    /// <summary>The value of an outermost member as raw JSON; empty when there is none. The last of equal names wins.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> name) => Scan.Find(Body.Span, name) is { IsEmpty: false } slice ? this[slice] : default;

    /// <summary>Raw JSON of message number <paramref name="index"/> of <c>messages</c>, <c>input</c> or <c>contents</c>.</summary>
    public ReadOnlySpan<byte> MessageAt(int index) => this[Scan.Messages[index]];
}
