namespace CodeRouter.Upstreams;

/// <summary>Why an upstream gave no usable answer: a closed set; each maps to what happens next and to what the caller is told.</summary>
public enum FailureKind : byte
{
    /// <summary>No connection, or it broke before an answer began. Ours or the network's fault; the next endpoint is tried.</summary>
    Connect,

    /// <summary>Silent for longer than the listener's time-out allows. The next endpoint would start with no time left, so nobody is tried.</summary>
    Timeout,

    /// <summary>The answer stopped before it was complete.</summary>
    Cut,

    /// <summary>The upstream reported a failure inside a 2xx answer.</summary>
    ErrorEvent,

    /// <summary>A 2xx that is empty or no well-formed answer.</summary>
    Broken,

    /// <summary>An HTTP error status.</summary>
    Status,

    /// <summary>Never sent: the channel's format has no words for something the request cannot do without. Another channel may have.</summary>
    Inexpressible,
}

/// <summary>One failed attempt, kept until the caller must be told.</summary>
public sealed record UpstreamFailure(FailureKind Kind, int Status, string Message)
{
    /// <summary>What the upstream called it, where its body is not kept (the event of a stream).</summary>
    public string? Code { get; init; }

    /// <summary>The upstream's error body as it came (with an error status, or a whole 2xx body that reports an error).</summary>
    public byte[]? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Headers of the failed answer that go back to the caller (retry-after, rate limits, request ids).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long the upstream asks to be left alone, where its body says so; its header is among <see cref="Headers"/>.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Name of the channel that failed.</summary>
    public string? Channel { get; init; }

    /// <summary>The format of <see cref="Body"/>.</summary>
    public Core.Conversations.WireFormat Format { get; init; }

    /// <summary>Of something inexpressible: its stable short name.</summary>
    public string? Feature { get; init; }

    /// <summary>A failure after which the next endpoint is worth trying: the request itself was not refused.</summary>
    public bool MovesOn => Kind switch
    {
        FailureKind.Timeout => false,
        FailureKind.Status => Status is 401 or 402 or 403 or 408 or 429 or >= 500,
        FailureKind.ErrorEvent => Status is not (400 or 404 or 413 or 422),
        _ => true,
    };
}
