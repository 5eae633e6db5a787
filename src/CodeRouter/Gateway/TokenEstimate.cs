using CodeRouter.Core.Tokens;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// An upstream that cannot count tokens is stood in for by an estimate from the request's texts and shape, corrected by what its model's
/// answers have reported so far, and marked as such:
/// clients compact by this number, and none at all makes them fail.
/// </summary>
public static class TokenEstimate
{
    /// <summary>
    /// No channel counts in this format, or none can now: the way is missing there, it is down, or takes no more questions. A provider that has
    /// the way and refuses the request itself (no such model, no such key) is passed on like any other.
    /// </summary>
    public static bool StandsInFor(Exchange exchange, DispatchResult result) =>
        exchange.Route.Operation == Operation.CountTokens && result.Failure is { } failure
        && (result.Attempts.Count == 0 || failure.Kind != FailureKind.Status || failure.Format != exchange.Route.Format || CannotCount(failure));

    private static bool CannotCount(UpstreamFailure failure) => failure.Status switch
    {
        404 => !SaysWhichModel(failure.Message),
        405 or 408 or 429 or >= 500 => true,
        _ => false,
    };

    /// <summary>The provider knows the way but not the model; servers without the way speak of paths, URLs and routes.</summary>
    private static bool SaysWhichModel(string message) =>
        message.Contains("model", StringComparison.OrdinalIgnoreCase) && !message.Contains("url", StringComparison.OrdinalIgnoreCase)
        && !message.Contains("count_tokens", StringComparison.Ordinal) && !message.Contains("input_tokens", StringComparison.Ordinal);

    public static async Task WriteAsync(Exchange exchange)
    {
        var record = exchange.Record;
        byte[] body = CountQuestion.Answer(exchange.Route.Format, Tokens(exchange));
        record.State = StepState.Answered;
        record.Status = 200;
        record.Loss = "token_count";
        var response = exchange.Http.Response;
        response.StatusCode = 200;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        DecisionHeaders.Write(response.Headers, exchange, 0m, 0m);
        await response.Body.WriteAsync(body);
    }

    /// <summary>By what this session's last request of the model counted, where it was alike; else reckoned, corrected by the model's answers.</summary>
    private static long Tokens(Exchange exchange)
    {
        var model = exchange.Decision?.Model;
        string name = model?.Name ?? "";
        if (exchange.Session?.InputLike(name, exchange.Step!.InputTokens) is { } alike)
        {
            return alike;
        }

        var channel = exchange.Snapshot.Channels.For(name) is [var first, ..] ? first : null;
        string upstreamModel = channel?.UpstreamName(name) ?? name;
        return exchange.Snapshot.Tokens.Count(upstreamModel, TokenCounter.Tokens(exchange.Request!.Body.Span, upstreamModel, channel?.Format ?? exchange.Route.Format));
    }
}
