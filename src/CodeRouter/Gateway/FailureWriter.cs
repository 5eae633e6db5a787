using CodeRouter.Core.Dialects;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>Tells the caller what went wrong, in the caller's own shape, and the ledger too.</summary>
public static class FailureWriter
{
    public static async Task WriteAsync(Exchange exchange, GatewayFailure failure)
    {
        var record = exchange.Record;
        record.ErrorKind = failure.WireCode;
        record.ErrorMessage = failure.Message;
        record.ErrorId = failure.Id;
        record.Status = failure.Status;
        if (record.State is not (StepState.Failed or StepState.Refused))
        {
            record.State = StepState.Failed;
        }

        var response = exchange.Http.Response;
        if (response.HasStarted)
        {
            // Too late for a status: the connection is cut, so that nothing looks finished.
            exchange.Http.Abort();
            return;
        }

        byte[] body = exchange.Dialect.WriteError(failure.ToWire());
        response.StatusCode = failure.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        DecisionHeaders.Write(response.Headers, exchange, cost: null, baselineCost: null);
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = wait;
        }

        if (failure.IsVain || failure.Code == FailureCode.QuotaUsedUp || failure.Status is 401 or 402 or 403)
        {
            // The libraries of OpenAI and Anthropic try every 429 again, unless they are told this; Claude Code a refused key for three minutes, in silence.
            response.Headers["x-should-retry"] = "false";
        }

        await LastBytes.WriteAsync(response.BodyWriter, body, CancellationToken.None);
    }

    /// <summary>What Kestrel found wrong with the request itself.</summary>
    public static GatewayFailure Of(BadHttpRequestException e) => e.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new GatewayFailure(FailureCode.TooLarge, "The body is too large. Send less, or raise limits.max_body_bytes."),
        StatusCodes.Status408RequestTimeout => new GatewayFailure(FailureCode.RequestTimeout, "The body came too slowly. Send it again over a faster connection."),
        _ => new GatewayFailure(FailureCode.MalformedRequest, "The request breaks HTTP's rules: " + e.Message.TrimEnd('.') + ". Send it again."),
    };
}
