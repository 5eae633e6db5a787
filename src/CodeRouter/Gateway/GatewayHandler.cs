using System.Diagnostics;
using CodeRouter.Access;
using CodeRouter.CodeGraph;
using CodeRouter.Core;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using CodeRouter.Telemetry;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// The path of a request, in one method:
/// <code>
///   caller ─1 route─► 2 admission ─► 3 body → step ─► 4 decide ─► 5 journal ─► 6 dispatch ─► 7 relay ─► caller
///              │            │               │             │             │            │            │
///              └────────────┴── any failure: the caller's own error shape, an id, the remedy ─────┘
///                                                                                 8 books, session, metrics
/// </code>
/// </summary>
public sealed class GatewayHandler(GatewayState state, LedgerWriter ledger, RecentRefusals refusals, Metering metering, AlertWatch alerts, SessionBook sessions, GuardGate guards, PhaseJudge judge, SituationMaker situations, Dispatcher dispatcher, ResponseMemory memory, AnswerReuse reuse, GatewayMetrics metrics, ILogger<GatewayHandler> log, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext http, DataRoute route)
    {
        // :: 1. The route chose the dialect; the request keeps the settings it began with.
        long started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var snapshot = state.Current;
        var record = new StepRecord { Id = StepId.New(now), At = now, Dialect = route.Format, Generation = snapshot.Settings.Generation, State = StepState.Refused };
        using var exchange = new Exchange(http, route, snapshot, route.Dialect, record);
        using var flight = metrics.InFlight();
        var watch = GuardGate.Unwatched;
        var span = StepTelemetry.Start(route);
        try
        {
            // :: 2. Who calls; judged on headers, before a byte of the body is read.
            if ((await AdmitAsync(exchange) ?? await metering.EnterAsync(exchange)) is { } refused)
            {
                await FailureWriter.WriteAsync(exchange, refused);
                return;
            }

            // :: 3. The body, scanned once; what step it is.
            if (await ReadStepAsync(exchange) is { } unreadable)
            {
                await FailureWriter.WriteAsync(exchange, unreadable);
                return;
            }

            // What must not leave is redacted, refused or kept at home before anything else hears of it.
            bool trial = DryRun.IsAsked(http.Request.Headers["X-CodeRouter-Dry-Run"]);
            if (guards.Judge(exchange, static e => ReadStep(e, e.Earlier?.Whole ?? e.Request!), trial) is { } guarded && !trial)
            {
                await FailureWriter.WriteAsync(exchange, guarded);
                return;
            }

            // :: 4. The model, and why; what the session has been through and what is left of budgets count. A small model says the phase where reading only guesses.
            exchange.Session = await sessions.OpenAsync(TrackOf(exchange), exchange.Step!.Answered);
            var closed = await metering.OpenAsync(exchange);
            if (closed is null && exchange.Guarded?.Refusal is null)
            {
                await judge.AskAsync(exchange, metering.LeftUsd(exchange));
            }

            if ((closed ?? Decide(exchange)) is { } undecided && !(trial && undecided.Code == FailureCode.Guarded))
            {
                await FailureWriter.WriteAsync(exchange, undecided);
                return;
            }

            if (trial)
            {
                await DryRun.WriteAsync(exchange);
                return;
            }

            // Asked before: the answer that was given then.
            var replayed = await reuse.RecallAsync(exchange);

            // :: 5. Within every budget, by the upper bound of what it may cost; then into the journal before an upstream can be paid.
            if (route.Operation != Operation.CountTokens)
            {
                if (replayed is null && await metering.ReserveAsync(exchange) is { } unaffordable)
                {
                    await FailureWriter.WriteAsync(exchange, unaffordable);
                    return;
                }

                exchange.Journalled = ledger.Begin(record);
                if (!exchange.Journalled)
                {
                    await FailureWriter.WriteAsync(exchange, new GatewayFailure(FailureCode.StoreUnavailable, ledger.Trouble ?? "The ledger cannot be written. See coderouter doctor.") { RetryAfter = "5" });
                    return;
                }

                watch = GuardGate.Watch(exchange);
            }

            if (replayed is not null)
            {
                await replayed.WriteAsync(exchange, guards);
                return;
            }

            if (RulePlugins.FastResponse(exchange) is { } message)
            {
                await FastAnswer.WriteAsync(exchange, message);
                return;
            }

            // :: 6. Candidates until the first content. :: 7. From there on only this one.
            await AnswerAsync(exchange, started);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            record.State = StepState.Aborted;
        }
        catch (Microsoft.AspNetCore.Connections.ConnectionResetException)
        {
            // The caller's connection broke while its body was read: nobody is there to be told.
            record.State = StepState.Aborted;
        }
        catch (BadHttpRequestException e) when (e.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal))
        {
            // A caller who hung up in the middle of sending: nobody is left to be told, and nothing is wrong with JSON.
            record.State = StepState.Aborted;
        }
        catch (BadHttpRequestException e)
        {
            await FailureWriter.WriteAsync(exchange, FailureWriter.Of(e));
        }
        catch (Exception e)
        {
            log.Bug(record.Id, e);
            await FailureWriter.WriteAsync(exchange, new GatewayFailure(FailureCode.Internal, "Something in the gateway went wrong; the log has the details under this id. Please report it.") { Id = "e_" + record.Id });
        }
        finally
        {
            // :: 8. The books, whatever happened.
            record.TotalMs = clock.GetElapsedTime(started).TotalMilliseconds;
            if (!watch.IsCompleted)
            {
                // Looking takes longer than answering did: nobody waits for it.
                await LastBytes.LetGoAsync(http).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await GuardGate.TakeAsync(exchange, watch, log);
            // What the router asked a model for itself is paid, also where the request was refused afterwards.
            if (exchange.Journalled || (record.RouterCostUsd > 0 && ledger.Begin(record)))
            {
                ledger.Complete(record);
            }
            else if (record.ErrorKind is not null and not DryRun.Kind)
            {
                refusals.Add(record, exchange.Caller is not null);
            }

            reuse.Release(exchange);
            metering.Close(exchange);
            alerts.After(exchange);
            if (exchange.Session is { } session)
            {
                // Before the last bytes: the next step may come to another gateway.
                await sessions.LeaveAsync(session);
            }

            StepTelemetry.Finish(exchange, metrics, log, span, exchange.DecisionMicroseconds);

            // Only now the last bytes: whoever asks for usage on seeing the end of an answer finds it in the books.
            await LastBytes.LetGoAsync(http);
        }
    }

    private static TrackName TrackOf(Exchange exchange) => new(exchange.Caller!.KeyId ?? "", exchange.Step!.Session, exchange.Step.Track);

    private static async ValueTask<GatewayFailure?> AdmitAsync(Exchange exchange)
    {
        var verdict = await exchange.Snapshot.Admission.DecideAsync(exchange.Http);
        if (verdict.Refusal is { } refusal)
        {
            return Refusals.Tell(refusal);
        }

        exchange.Caller = verdict.Caller;
        exchange.Record.KeyId = verdict.Caller!.KeyId;
        exchange.Record.TokenGroup = verdict.Caller.Key?.Group;
        exchange.Record.Ratio = verdict.Caller.Ratio;
        return null;
    }

    private async ValueTask<GatewayFailure?> ReadStepAsync(Exchange exchange)
    {
        var http = exchange.Http;
        var record = exchange.Record;
        var (body, failure) = await RequestBody.ReadAsync(http.Request, exchange.Snapshot.Settings.Limits.MaxBodyBytes, http.RequestAborted);
        if (failure is not null)
        {
            return failure;
        }

        exchange.Body = body;
        record.RequestBytes = body!.Length;
        record.RequestHash = BodyHash.Of(body.Bytes.Span, out _);
        var headers = new ServerHeaders(http.Request.Headers);
        var form = default(FormScan);
        if (exchange.Route.Service is { IsForm: true } taken && !http.Request.HasJsonContentType())
        {
            exchange.FormType = http.Request.ContentType;
            (exchange.Request, exchange.ModelAt, form, failure) = ServiceIntake.ReadForm(taken, body.Bytes, http.Request.ContentType, headers, http.Request.Path.Value ?? "");
        }
        else
        {
            (exchange.Request, failure) = RequestIntake.Read(exchange.Route.Format, body.Bytes, headers, http.Request.Path.Value ?? "", exchange.Route.PathModel, exchange.Route.PathStream, exchange.Route.Service?.DefaultModel);
            exchange.ModelAt = exchange.Request is { } json && exchange.Route.PathModel is null ? json.Scan.Find(json.Body.Span, "model"u8) : default;
        }

        if (failure is not null)
        {
            return failure;
        }

        var request = exchange.Request!;
        // Some put a key where the name belongs.
        record.AskedModel = SecretlessText.Of(request.Model)!;
        record.Stream = request.Stream;
        long before = clock.GetTimestamp();
        var step = exchange.Route switch
        {
            { Operation: Operation.Generate or Operation.CountTokens or Operation.Compact } => ReadStep(exchange, request),
            { Service: { } service } => ServiceIntake.Step(service, request, form),
            _ => StepRecords.Plain(request, headers),
        };
        exchange.DecisionMicroseconds = clock.GetElapsedTime(before).TotalMicroseconds;
        exchange.Step = step;
        StepRecords.Describe(record, step);
        exchange.StaysHome = exchange.Route.Operation switch
        {
            Operation.Generate => HomeTools.AreIn(request) || SealedSummary.IsIn(request),
            Operation.Compact => SealedSummary.IsIn(request),
            _ => false,
        };
        await memory.RecallAsync(exchange, whole => ReadStep(exchange, whole));
        return null;
    }

    private static Step ReadStep(Exchange exchange, RequestView request)
    {
        var knobs = exchange.Dialect.ReadKnobs(request);
        var step = StepReader.Read(request, exchange.Dialect, knobs.MaxOutput, knobs.Needs);
        return exchange.Route.Operation == Operation.Generate ? step : StepRecords.Beside(step);
    }

    private GatewayFailure? Decide(Exchange exchange)
    {
        var step = exchange.Step!;
        var settings = exchange.Snapshot.Settings;
        var situation = situations.For(exchange, exchange.Session!.State, metering.LeftUsd(exchange), sameFormatOnly: exchange.StaysHome || exchange.Route.Operation == Operation.Service);
        long before = clock.GetTimestamp();
        var decision = Router.Decide(step, settings.Policy, situation);
        if (decision.Model is null && decision.Rejected.Any(r => r.Code == RejectionCode.Health))
        {
            // All that could take it are cooling: the one that is ready soonest is still tried, as a lone endpoint is.
            situation = situation with { Health = exchange.Snapshot.HealthWithSoonest(decision.Rejected.Where(r => r.Code == RejectionCode.Health).Select(r => r.Model)) };
            decision = Router.Decide(step, settings.Policy, situation);
        }

        exchange.DecisionMicroseconds += clock.GetElapsedTime(before).TotalMicroseconds;
        exchange.Decision = decision;
        DecisionRecords.Describe(exchange, situation);
        return decision.Model is null ? DecisionRecords.WhyNone(exchange, () => metering.Remedy(exchange)) : GuardGate.Refuses(exchange, decision.Model) ?? Reach.Refuses(exchange, decision.Model);
    }

    private async Task AnswerAsync(Exchange exchange, long started)
    {
        var http = exchange.Http;
        var limits = exchange.Snapshot.Settings.Limits;
        RulePlugins.Shape(exchange);
        var call = CallBuilder.Build(exchange, model => metering.MayTryAsync(exchange, model));
        var writer = new AnswerWriter(exchange, guards, clock);
        IHoldObserver hold = call.ExpectsEvents
            ? new StreamHold(clock, TimeSpan.FromSeconds(limits.HoldSeconds), TimeSpan.FromSeconds(limits.KeepAliveSeconds), writer.BeginWaitingAsync, writer.PingAsync)
            : SilentHold.Instance;
        using var total = limits.TotalTimeout is { } longest ? new CancellationTokenSource(longest) : null;
        using var either = total is null ? null : CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, total.Token);
        var aborted = either?.Token ?? http.RequestAborted;
        try
        {
            var sending = dispatcher.SendAsync(exchange.Snapshot.Channels, call, hold, aborted);
            GuardGate.Look(exchange, log);
            var result = await sending;
            DecisionRecords.Tried(exchange.Record, result);
            if (result.Failure is { } failure)
            {
                if (TokenEstimate.StandsInFor(exchange, result))
                {
                    await TokenEstimate.WriteAsync(exchange);
                    return;
                }

                exchange.Record.State = StepState.Failed;
                await writer.FailAsync(failure);
                return;
            }

            using var answer = result.Answer!;
            exchange.Record.FirstByteMs = clock.GetElapsedTime(started).TotalMilliseconds;
            await writer.AnswerAsync(answer, call, aborted);
            await memory.KeepAsync(exchange);
            await reuse.KeepAsync(exchange);
        }
        catch (OperationCanceledException) when (total is { IsCancellationRequested: true })
        {
            exchange.Record.State = StepState.Failed;
            await writer.FailAsync(new UpstreamFailure(FailureKind.Timeout, 504, $"The request took longer than {limits.TotalTimeout!.Value.TotalSeconds:0} s in all."));
        }
    }
}
