using System.Buffers;
using System.Globalization;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Guards;
using CodeRouter.Guards.Answers;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>The chosen answer, or the last failure, to the caller: status, headers, bytes; and into the record.</summary>
public sealed class AnswerWriter(Exchange exchange, GuardGate guards, TimeProvider clock)
{
    private readonly HttpResponse _response = exchange.Http.Response;
    private readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(exchange.Snapshot.Settings.Limits.KeepAliveSeconds);
    private bool _begun;

    /// <summary>Nothing has come yet, but the caller must not be left in silence: the 200 goes out now.</summary>
    public async ValueTask BeginWaitingAsync(ModelCard model, Channel channel, IReadOnlyList<string> losses)
    {
        NoteModel(model, channel);
        NoteLosses(losses);
        _begun = true;
        _response.StatusCode = 200;
        _response.ContentType = "text/event-stream; charset=utf-8";
        _response.Headers.CacheControl = "no-cache";
        exchange.Record.Status = 200;
        DecisionHeaders.Write(_response.Headers, exchange, exchange.Record.EstimatedCostUsd, exchange.Record.BaselineCostUsd);
        await _response.StartAsync(exchange.Http.RequestAborted);
    }

    public async ValueTask PingAsync() => await _response.BodyWriter.WriteAsync(exchange.Dialect.KeepAlive, exchange.Http.RequestAborted);

    public async Task AnswerAsync(UpstreamAnswer answer, UpstreamCall call, CancellationToken aborted)
    {
        NoteModel(answer.Model, answer.Channel);
        NoteLosses(answer.Losses);
        exchange.Record.State = StepState.Answered;
        if (answer.Events is not null)
        {
            await StreamAsync(answer, call, aborted);
        }
        else if (_begun && answer.Overflows)
        {
            // The stream's head is out, and then the upstream answers with a body too large to be told as events.
            exchange.Record.State = StepState.Failed;
            await FailAsync(new UpstreamFailure(FailureKind.Broken, 502, "The upstream answered a streaming request without a stream."));
        }
        else
        {
            await WholeAsync(answer, call, aborted);
        }

        if (exchange.Record.State is StepState.Answered or StepState.Truncated)
        {
            AnswerCosts.Remember(exchange, answer, clock.GetUtcNow());
        }
    }

    public async Task FailAsync(UpstreamFailure failure)
    {
        var told = UpstreamFailures.Tell(failure, exchange);
        var record = exchange.Record;
        if (_begun)
        {
            await TellAsync(told);
            return;
        }

        if (_response.HasStarted)
        {
            exchange.Http.Abort();
            return;
        }

        foreach (var (name, value) in failure.Headers)
        {
            _response.Headers[name] = value;
        }

        if (failure is { Kind: FailureKind.Status or FailureKind.ErrorEvent, Body: { } body } && failure.Format == exchange.Route.Format)
        {
            // The provider's own error, as it came: clients act on its words (overflow, overload, beta flags).
            record.ErrorKind = told.WireCode;
            record.ErrorMessage = told.Message;
            record.ErrorId = told.Id;
            record.Status = failure.Status;
            _response.StatusCode = failure.Status;
            _response.ContentType = failure.ContentType ?? "application/json";
            _response.ContentLength = body.Length;
            if (told.RetryAfter is { } wait && _response.Headers.RetryAfter.Count == 0)
            {
                _response.Headers.RetryAfter = wait;
            }

            DecisionHeaders.Write(_response.Headers, exchange, 0m, null);
            await LastBytes.WriteAsync(_response.BodyWriter, body, CancellationToken.None);
            return;
        }

        await FailureWriter.WriteAsync(exchange, told with { RetryAfter = _response.Headers.RetryAfter.Count > 0 ? _response.Headers.RetryAfter.ToString() : told.RetryAfter });
    }

    private async Task StreamAsync(UpstreamAnswer answer, UpstreamCall call, CancellationToken aborted)
    {
        var record = exchange.Record;
        if (!_begun)
        {
            Head(answer);
            DecisionHeaders.Write(_response.Headers, exchange, record.EstimatedCostUsd, record.BaselineCostUsd);
        }

        var restoring = exchange.Guarded?.Redactions is { } redactions ? new RestoringWriter(_response.BodyWriter, redactions) : null;
        var copy = AnswerReuse.Copies(exchange);
        var outside = restoring ?? copy ?? _response.BodyWriter;
        var guard = guards.BeforeAnswer(exchange);
        var guarding = guard is null ? null : new GuardingWriter(outside, guard);
        var relay = new StreamRelay(guarding ?? outside, answer, exchange.Dialect, call.Silence, _keepAlive, exchange.NamesAnswer);
        var result = await relay.RunAsync(
            failure =>
            {
                record.ErrorKind = failure.WireCode;
                record.ErrorId = failure.Id;
                return failure.ToWire();
            },
            aborted,
            exchange.Http.RequestAborted);
        guarding?.End();
        if (guard?.Refusal is { } refusal)
        {
            result = new RelayResult(RelayEnd.Truncated, result.Bytes, refusal);
            var failure = new GatewayFailure(FailureCode.Guarded, refusal);
            record.ErrorKind = failure.WireCode;
            record.ErrorId = failure.Id;
            outside.Write(guard.End(failure.ToWire()));
        }

        if (restoring is not null)
        {
            await restoring.EndAsync();
        }

        NoteLosses(answer.Losses);
        exchange.Closing = relay.Closing is { } closing && guard is not null ? guard.Whole(closing) : relay.Closing;
        record.ResponseBytes = result.Bytes;
        record.ErrorMessage = result.Why;
        record.State = result.End switch
        {
            RelayEnd.Complete => StepState.Answered,
            RelayEnd.Truncated => StepState.Truncated,
            _ => StepState.Aborted,
        };
        int told = answer.Reader!.Failure?.Status ?? 502;
        if (result.End == RelayEnd.Truncated && guard?.Refusal is null && !aborted.IsCancellationRequested && (told is 401 or 402 or 403 or 408 or 429 or >= 500))
        {
            // Its first content counted as a success; that it broke off afterwards counts too.
            answer.Channel.Health.Failed(new UpstreamFailure(FailureKind.Cut, told, result.Why ?? "cut"), null);
        }

        GuardGate.Note(record, guard);
        var usage = result.End == RelayEnd.Complete ? answer.Reader!.Usage : UsageSoFar(answer.Reader!);
        AnswerCosts.Settle(exchange, answer, usage, answer.Reader!.OutputChars);
        record.UsageEstimated |= usage?.Output != answer.Reader.Usage?.Output;
    }

    // A cut stream may have reported its input at the start (Anthropic) but not its output: a count of what came is nearer than zero.
    private static Core.Conversations.Usage? UsageSoFar(IAnswerReader reader) =>
        reader.Usage is { } usage ? usage with { Output = Math.Max(usage.Output, (reader.OutputChars + 3) / 4) } : null;

    private async Task WholeAsync(UpstreamAnswer answer, UpstreamCall call, CancellationToken aborted)
    {
        var record = exchange.Record;
        var guard = guards.BeforeAnswer(exchange);
        if (guard is { Acts: true } && answer.Overflows && !answer.IsOpaque)
        {
            await RefuseAsync("The answer is larger than the guards can look at (guards.answers). Ask for it as a stream, or for less.");
            return;
        }

        if (!answer.Overflows)
        {
            var held = guard is null ? answer.Held : guard.Whole(answer.Held);
            AnswerCosts.Settle(exchange, answer, answer.Summary.Usage, answer.Summary.OutputChars);
            GuardGate.Note(record, guard);
            if (guard?.Refusal is { } refusal)
            {
                await RefuseAsync(refusal);
                return;
            }

            if (!_begun)
            {
                Head(answer);
            }

            exchange.Closing = exchange.NamesAnswer ? held : null;
            exchange.Cached?.Whole = held;
            var body = held;
            if (exchange.Guarded?.Redactions is { } redactions)
            {
                await redactions.CompleteAsync(held.Span);
                body = AnswerRestorer.Whole(held, redactions);
            }

            // A server that does not stream: agents that asked for events would take its body for a stream without an end.
            byte[]? events = call is { ExpectsEvents: true, Operation: Operation.Generate }
                ? AnswerShape.AsEvents(body.Span, exchange.Request!, answer.Model.Name, record.Id, call.At.ToUnixTimeSeconds())
                : null;
            body = events ?? body;
            record.ResponseBytes = body.Length;
            if (!_begun)
            {
                _response.ContentType = events is not null ? "text/event-stream; charset=utf-8" : _response.ContentType;
                _response.ContentLength = body.Length;
                DecisionHeaders.Write(_response.Headers, exchange, record.CostUsd, record.BaselineCostUsd);
            }

            await LastBytes.WriteAsync(_response.BodyWriter, body, aborted);
            return;
        }

        Head(answer);
        DecisionHeaders.Write(_response.Headers, exchange, record.EstimatedCostUsd, record.BaselineCostUsd);
        await LargeAnswer.RelayAsync(exchange, answer, call, aborted);
    }

    /// <summary>The stream's head is out: what failed is told as its error event.</summary>
    private async Task TellAsync(GatewayFailure failure)
    {
        exchange.Record.ErrorKind = failure.WireCode;
        exchange.Record.ErrorMessage = failure.Message;
        exchange.Record.ErrorId = failure.Id;
        await _response.BodyWriter.WriteAsync(exchange.Dialect.WriteErrorEvent(failure.ToWire()));
    }

    // The model has answered and was paid: what it used stays in the books.
    private async Task RefuseAsync(string why)
    {
        var refusal = new GatewayFailure(FailureCode.Guarded, why);
        await (_begun ? TellAsync(refusal) : FailureWriter.WriteAsync(exchange, refusal));
        exchange.Record.State = StepState.Truncated;
    }

    private void Head(UpstreamAnswer answer)
    {
        _response.StatusCode = answer.Status;
        exchange.Record.Status = answer.Status;
        if (answer.ContentType is { } type)
        {
            _response.ContentType = type;
        }

        foreach (var (name, value) in answer.Headers)
        {
            _response.Headers[name] = value;
        }
    }

    private void NoteLosses(IEnumerable<string> losses)
    {
        string all = string.Join(", ", losses);
        exchange.Record.Loss = all.Length > 0 ? all : null;
    }

    private void NoteModel(ModelCard model, Channel channel)
    {
        var record = exchange.Record;
        record.Model = model.Name;
        record.UpstreamModel = channel.UpstreamName(model.Name);
        record.Channel = channel.Name;
        record.Tier = model.Tier;
        record.UpstreamDialect = channel.Format;
        if (exchange.Decision is { Model: { } chosen } && !ReferenceEquals(chosen, model))
        {
            record.Reason = string.Create(CultureInfo.InvariantCulture, $"{chosen.Name} failed, moved on to {model.Name}");
        }
    }
}
