using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Gateway;

/// <summary>A rule's <c>fast_response</c>: the operator's own text instead of a model's, in the caller's format. It costs nothing.</summary>
public static class FastAnswer
{
    public static async Task WriteAsync(Exchange exchange, string message)
    {
        var record = exchange.Record;
        var request = exchange.Request!;
        bool events = request.Stream && (request.Format != WireFormat.Gemini || exchange.Http.Request.QueryString.Value?.Contains("alt=sse", StringComparison.OrdinalIgnoreCase) == true);
        byte[] body = OwnAnswer.Write(request.Format, message, request.Model, record.Id, events, record.At.ToUnixTimeSeconds());
        record.State = Ledger.StepState.Answered;
        record.Status = 200;
        record.CostUsd = record.BaselineCostUsd = record.EstimatedCostUsd = 0;
        record.SwitchCostUsd = null;
        record.ResponseBytes = body.Length;
        var response = exchange.Http.Response;
        response.StatusCode = 200;
        response.ContentType = events ? "text/event-stream; charset=utf-8" : "application/json";
        response.ContentLength = body.Length;
        DecisionHeaders.Write(response.Headers, exchange, 0m, 0m);
        await response.BodyWriter.WriteAsync(body);
    }
}
