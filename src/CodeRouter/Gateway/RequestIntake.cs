using CodeRouter.Core.Conversations;

namespace CodeRouter.Gateway;

/// <summary>From bytes to a view: one scan, and every way in which it can be no request.</summary>
public static class RequestIntake
{
    public static (RequestView? Request, GatewayFailure? Failure) Read(WireFormat format, ReadOnlyMemory<byte> body, IRequestHeaders headers, string path, string? pathModel, bool pathStream, string? defaultModel = null)
    {
        var bytes = body.Span;
        if (bytes.StartsWith("\uFEFF"u8))
        {
            return (null, Malformed("The body starts with a byte order mark. Send plain UTF-8 JSON without it."));
        }

        var scan = JsonScanner.Scan(bytes);
        switch (scan.Problem)
        {
            case ScanProblem.InvalidUtf8:
                return (null, Malformed("The body is not valid UTF-8. Send it as UTF-8 JSON."));
            case ScanProblem.TooDeep:
                return (null, Malformed($"The body is nested deeper than {JsonScanner.MaxDepth} levels. Send it flatter."));
            case ScanProblem.NotAnObject:
                return (null, Malformed("The body is JSON, but no object. Send one request object."));
            case ScanProblem.Malformed when bytes.IsEmpty:
                return (null, Malformed("The body is empty. Send one request object as JSON."));
            case ScanProblem.Malformed:
                return (null, Malformed($"The body is not well-formed JSON (at byte {scan.ProblemAt}). Mend it and send it again."));
        }

        if (pathModel is not null)
        {
            return (new RequestView(format, body, scan, headers, path, pathModel, pathStream), null);
        }

        if (scan.Count(bytes, "model"u8) > 1)
        {
            return (null, Invalid("The body names \"model\" more than once, and servers differ on which one counts. Name it once."));
        }

        var at = scan.Find(bytes, "model"u8);
        if (at.IsEmpty && defaultModel is null)
        {
            return (null, Invalid("The body names no \"model\". Name one of GET /v1/models, or \"coding-auto\" to have it chosen."));
        }

        string? model = at.IsEmpty ? defaultModel : BodyScan.DecodeString(bytes.Slice(at.Start, at.Length));
        if (string.IsNullOrWhiteSpace(model))
        {
            return (null, Invalid("\"model\" must be a string that names a model. Name one of GET /v1/models, or \"coding-auto\" to have it chosen."));
        }

        var stream = scan.Find(bytes, "stream"u8);
        return (new RequestView(format, body, scan, headers, path, model, bytes.Slice(stream.Start, stream.Length).SequenceEqual("true"u8)), null);
    }

    private static GatewayFailure Malformed(string message) => new(FailureCode.MalformedRequest, message);

    private static GatewayFailure Invalid(string message) => new(FailureCode.InvalidValue, message);
}
