using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// An upstream that cannot count tokens is stood in for by an estimate from the request's size, corrected by what its model's answers
/// have reported so far, and marked as such:
/// clients compact by this number, and none at all makes them fail.
/// </summary>
public static class TokenEstimate
{
    /// <summary>
    /// No channel counts in this format, or the way itself is missing there; a provider that has it and refuses (no such model) is passed
    /// on like any other.
    /// </summary>
    public static bool StandsInFor(Exchange exchange, DispatchResult result) =>
        exchange.Route.Operation == Operation.CountTokens && result.Failure is { } failure
        && (result.Attempts.Count == 0 || failure.Kind == FailureKind.Inexpressible || (failure.Kind == FailureKind.Status && IsMissing(failure)));

    private static bool IsMissing(UpstreamFailure failure) =>
        (failure.Status is 405 or 501 || (failure.Status == 404 && (failure.Body is null || failure.Message is "File Not Found" || failure.Body.AsSpan().IndexOf("\"error\""u8) < 0)));

    public static async Task WriteAsync(Exchange exchange)
    {
        var record = exchange.Record;
        string model = exchange.Decision?.Model?.Name ?? "";
        long tokens = exchange.Snapshot.Tokens.Estimate(model, exchange.Route.Format, exchange.Step!.InputTokens);
        string body = exchange.Route.Format switch
        {
            WireFormat.Gemini => string.Create(CultureInfo.InvariantCulture, $"{{\"totalTokens\":{tokens}}}"),
            WireFormat.OpenAIResponses => string.Create(CultureInfo.InvariantCulture, $"{{\"object\":\"response.input_tokens\",\"input_tokens\":{tokens}}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{\"input_tokens\":{tokens}}}"),
        };
        record.State = StepState.Answered;
        record.Status = 200;
        record.Loss = "token_count";
        var response = exchange.Http.Response;
        response.StatusCode = 200;
        response.ContentType = "application/json";
        response.ContentLength = Encoding.UTF8.GetByteCount(body);
        DecisionHeaders.Write(response.Headers, exchange, 0m, 0m);
        await response.WriteAsync(body);
    }
}
