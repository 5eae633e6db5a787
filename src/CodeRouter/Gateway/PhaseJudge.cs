using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// The last layer of reading a step: where words and tools leave the phase below the threshold, a small model is asked, once per human
/// turn, for a bounded price and time. A slow, failing or babbling model changes nothing: the layers' guess stands.
/// </summary>
public sealed class PhaseJudge(GatewayState state, Dispatcher dispatcher, TimeProvider clock)
{
    public PhaseJudgeTally Tally { get; } = new();

    /// <param name="exchange">Its step may get another phase; what was asked goes into its record as the router's own cost.</param>
    /// <param name="leftUsd">Left of the caller's budgets; null without one.</param>
    public async ValueTask AskAsync(Exchange exchange, decimal? leftUsd)
    {
        if (exchange.Snapshot.Settings.Classifier is not { } classifier || exchange.Step is not { } step || !IsRouted(exchange))
        {
            return;
        }

        Tally.Follow(step, classifier.Threshold);
        if (step.Kind != StepKind.Turn || !step.HumanTurn)
        {
            return;
        }

        Tally.Turn();
        if (step.PhaseConfidence >= classifier.Threshold || leftUsd < classifier.MaxUsd || Prepare(exchange, classifier) is not { } call)
        {
            return;
        }

        long started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(classifier.TimeoutMs), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, exchange.Http.RequestAborted);
        try
        {
            // Left by the token, as by a caller who goes away: our impatience must not cool a channel that others use.
            var result = await dispatcher.SendAsync(exchange.Snapshot.Channels, call, SilentHold.Instance, either.Token);
            using var answer = result.Answer;
            if (answer is null || answer.Overflows || answer.Held.IsEmpty)
            {
                Tally.Failed();
                return;
            }

            decimal? cost = answer.Summary.Usage is { } usage ? answer.Model.Price.Cost(usage) : null;
            exchange.Record.RouterCostUsd = cost;
            var judged = PhaseQuestion.Read(PhaseCall.Text(call.Format, answer.Held));
            Tally.Answered(step, judged, cost, clock.GetElapsedTime(started).TotalMilliseconds);
            if (judged is { } phase)
            {
                exchange.Step = PhaseQuestion.Apply(step, phase, answer.Model.Name);
                StepRecords.Describe(exchange.Record, exchange.Step);
            }
        }
        catch (OperationCanceledException) when (!exchange.Http.RequestAborted.IsCancellationRequested)
        {
            Tally.TimedOut();
        }
    }

    private UpstreamCall? Prepare(Exchange exchange, ClassifierSettings classifier)
    {
        var snapshot = exchange.Snapshot;
        var step = exchange.Step!;
        var models = snapshot.Settings.Policy.Models;
        var model = classifier.Model.Length > 0
            ? models.FirstOrDefault(m => string.Equals(m.Name, classifier.Model, StringComparison.Ordinal))
            : models.Where(m => MaySee.Refuses(exchange.Guarded, m) is null && m.Tier is Tier.Local or Tier.Cheap && m.Price.Input + m.Price.Output is not null).MinBy(m => m.Price.Input + m.Price.Output);
        if (model is null || MaySee.Refuses(exchange.Guarded, model) is not null || snapshot.Channels.For(model.Name) is not [var channel, ..] || string.IsNullOrWhiteSpace(step.HumanText))
        {
            return null;
        }

        if (PhaseQuestion.Fit(step.HumanText, model.Price, classifier.MaxUsd, classifier.MaxTokens, PhaseCall.LeastAnswer(channel.Format)) is not { } fit)
        {
            Tally.TooDear();
            return null;
        }

        return PhaseCall.Build(channel.Format, model, fit.Message, fit.MaxTokens, channel.Settings.BaseUri.Host.EndsWith("openai.com", StringComparison.Ordinal), exchange.Record.Id);
    }

    // Where the caller's own word decides, the phase changes nothing that is worth a call.
    private bool IsRouted(Exchange exchange)
    {
        var policy = exchange.Snapshot.Settings.Policy;
        string asked = exchange.Request!.Model;
        bool auto = policy.Groups.TryGetValue(asked, out var group) ? group.Auto : string.Equals(asked, Policy.AutoGroup, StringComparison.Ordinal) || (policy.Groups.TryGetValue("*", out var any) && any.Auto);
        return auto && !state.Paused && policy.Mode == RoutingMode.Route && exchange.Route.Operation == Operation.Generate
            && exchange.Http.Request.Headers["X-CodeRouter-Pin"].Count == 0 && !policy.Models.Any(m => string.Equals(m.Name, asked, StringComparison.Ordinal));
    }
}
