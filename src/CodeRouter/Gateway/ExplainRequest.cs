using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Gateway;

/// <summary>
/// What explain is asked about: <c>{"dialect","request","headers"}</c>, or a request as it is. A bare request's dialect is told by its
/// members: <c>contents</c> is Gemini's, <c>input</c> Responses', a <c>system</c> member or <c>anthropic-version</c> Anthropic's.
/// </summary>
public static class ExplainRequest
{
    public static RequestView? Read(ReadOnlyMemory<byte> body, IRequestHeaders headers, out GatewayFailure? failure)
    {
        var scan = JsonScanner.Scan(body.Span);
        if (scan.Problem != ScanProblem.None)
        {
            (_, failure) = RequestIntake.Read(WireFormat.OpenAIChat, body, headers, "/v1/coderoute/explain", null, false);
            return null;
        }

        var inner = scan.Find(body.Span, "request"u8);
        var dialect = scan.Find(body.Span, "dialect"u8);
        WireFormat? format;
        if (!inner.IsEmpty || !dialect.IsEmpty)
        {
            if (inner.IsEmpty || body.Span[inner.Start] != '{')
            {
                failure = new GatewayFailure(FailureCode.InvalidValue, "\"request\" is no JSON object. Put the request as it is sent there, beside its \"dialect\".");
                return null;
            }

            string? name = BodyScan.DecodeString(body.Span.Slice(dialect.Start, dialect.Length));
            format = WireFormatNames.Parse(name);
            if (!dialect.IsEmpty && format is null)
            {
                failure = new GatewayFailure(FailureCode.InvalidValue, "\"dialect\" is one of openai, responses, anthropic, gemini. Name one of these.");
                return null;
            }

            headers = new WrittenHeaders(body, scan.Find(body.Span, "headers"u8));
            body = body.Slice(inner.Start, inner.Length);
            scan = JsonScanner.Scan(body.Span);
        }
        else
        {
            format = null;
        }

        var known = format ?? Guess(body.Span, scan, headers);
        bool gemini = known == WireFormat.Gemini;
        var model = scan.Find(body.Span, "model"u8);
        string? pathModel = gemini || model.IsEmpty ? BodyScan.DecodeString(body.Span.Slice(model.Start, model.Length)) ?? Policy.AutoGroup : null;
        var (request, problem) = RequestIntake.Read(known, body, headers, "/v1/coderoute/explain", pathModel, false);
        failure = problem;
        return request;
    }

    private static WireFormat Guess(ReadOnlySpan<byte> body, BodyScan scan, IRequestHeaders headers) =>
        !scan.Find(body, "contents"u8).IsEmpty ? WireFormat.Gemini
        : !scan.Find(body, "input"u8).IsEmpty ? WireFormat.OpenAIResponses
        : headers["anthropic-version"] is not null || !scan.Find(body, "system"u8).IsEmpty ? WireFormat.AnthropicMessages
        : WireFormat.OpenAIChat;

    /// <summary>Headers written as a JSON object of strings.</summary>
    private sealed class WrittenHeaders : IRequestHeaders
    {
        private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

        public WrittenHeaders(ReadOnlyMemory<byte> body, Slice at)
        {
            if (at.IsEmpty)
            {
                return;
            }

            var json = body.Span.Slice(at.Start, at.Length);
            foreach (var member in JsonScanner.Scan(json).Members)
            {
                if (BodyScan.DecodeString(json.Slice(member.Name.Start - 1, member.Name.Length + 2)) is { } name
                    && BodyScan.DecodeString(json.Slice(member.Value.Start, member.Value.Length)) is { } value)
                {
                    _values[name] = value;
                }
            }
        }

        public string? this[string name] => _values.GetValueOrDefault(name);
    }
}
