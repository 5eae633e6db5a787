using CodeRouter.Core.Tokens;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>What an answer's count teaches: the session, for its next request, and the model, for those it is asked about before it ever answers them.</summary>
internal static class CountLearning
{
    /// <summary>The reckoned count in a step's detail: read back at start.</summary>
    public const string Member = "input_tokens_reckoned";

    private const int LargestReckoned = 1 << 20;

    public static void From(Exchange exchange, UpstreamAnswer answer, long counted)
    {
        string model = answer.Model.Name;
        exchange.Session?.Counted(model, exchange.Step!.InputTokens, counted);
        string upstreamModel = answer.Channel.UpstreamName(model);
        var tokens = exchange.Snapshot.Tokens;
        if (exchange.PreviousAnswer is null && exchange.Request!.Body.Length <= LargestReckoned && tokens.WantsCount(upstreamModel))
        {
            long reckoned = TokenCounter.Tokens(exchange.Request.Body.Span, upstreamModel, answer.Channel.Format);
            tokens.LearnCount(upstreamModel, reckoned, counted);
            exchange.Record.DetailJson = DecisionDetail.With(exchange.Record.DetailJson, Member, reckoned);
        }
    }
}
