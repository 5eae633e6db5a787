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
                failure = new GatewayFailure(FailureCode.InvalidValue, "\"request\" is no JSON object. Put the request as it is sent there, messages and all, beside its \"dialect\".");
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

        // Nothing said, nothing to decide: an answer would be about no request at all.
        if (!Speaks(body.Span, scan))
        {
            failure = new GatewayFailure(FailureCode.InvalidValue, "There is no message in the request. Send one as an agent would (messages, input or contents with something in it), or {\"dialect\", \"request\", \"headers\"}.");
            return null;
        }

        var known = format ?? Guess(body.Span, scan, headers);
        bool gemini = known == WireFormat.Gemini;
        var model = scan.Find(body.Span, "model"u8);
        string? pathModel = gemini || model.IsEmpty ? BodyScan.DecodeString(body.Span.Slice(model.Start, model.Length)) ?? Policy.AutoGroup : null;
        var (request, problem) = RequestIntake.Read(known, body, headers, "/v1/coderoute/explain", pathModel, false);
        failure = problem;
        return request;
    }

    private static bool Speaks(ReadOnlySpan<byte> body, BodyScan scan)
    {
        foreach (string name in (ReadOnlySpan<string>)["messages", "input", "contents", "previous_response_id", "conversation"])
        {
            var said = scan.Find(body, System.Text.Encoding.UTF8.GetBytes(name));
            // [], {} and "" are two bytes, with nothing but spaces between at most; a number says nothing either.
            if (!said.IsEmpty && body.Slice(said.Start, said.Length) is var value && value is [_, .., _] && !value.SequenceEqual("null"u8) && value[1..^1].ContainsAnyExcept(" \t\r\n"u8))
            {
                return true;
            }
        }

        return false;
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
