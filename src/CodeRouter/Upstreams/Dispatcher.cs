using System.Diagnostics;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams.Kinds;

namespace CodeRouter.Upstreams;

/// <summary>
/// Tries models and their channels in order until one shows its first content, and hands that answer over; from there on it is the only one.
/// What failed before is told to the channels' health and kept for the ledger.
/// </summary>
public sealed class Dispatcher(TimeProvider clock)
{
    /// <summary>Servers name what they refuse one by one.</summary>
    private const int MostLessons = 8;

    /// <param name="aborted">The caller left.</param>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task<DispatchResult> SendAsync(ChannelSet channels, UpstreamCall call, IHoldObserver hold, CancellationToken aborted)
    {
        var attempts = new List<Attempt>(1);
        UpstreamFailure? last = null;
        var silence = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        silence.CancelAfter(call.Silence);
        bool handedOver = false;
        try
        {
            var waiting = new PatientWait(hold);
            foreach (var model in call.Models)
            {
                if (waiting.HasBegun && attempts.Count > 0)
                {
                    // The headers that went out name a model; only its own channels may still answer.
                    break;
                }

                if (!await call.MayTry(model))
                {
                    attempts.Add(new Attempt(model.Name, "-", "over budget", 0));
                    continue;
                }

                var only = call.OnlyChannels.GetValueOrDefault(model.Name);
                var order = ChannelOrder.Order(Reaching(channels, model.Name, call, only is not null), call.Format, call.Sticky(model.Name), only, call.Draw);
                foreach (var channel in order)
                {
                    // Somebody else is probing it. Left out, unless nobody else is left: then one more try is better than none.
                    bool lastChance = attempts.Count == 0 && ReferenceEquals(model, call.Models[^1]) && ReferenceEquals(channel, order[^1]);
                    if (!channel.Health.TryEnter() && !lastChance)
                    {
                        continue;
                    }

                    long started = clock.GetTimestamp();
                    var (answer, failure) = await TryAsync(model, channel, call, waiting, silence, aborted);
                    double ms = clock.GetElapsedTime(started).TotalMilliseconds;
                    if (answer is not null)
                    {
                        answer.FirstContentMs = ms;
                        channel.Health.Succeeded(ms);
                        attempts.Add(new Attempt(model.Name, channel.Name, "ok", ms));
                        handedOver = true;
                        return new DispatchResult(answer, null, attempts);
                    }

                    failure = failure! with { Channel = channel.Name, Format = channel.Takes(call.Format) ? call.Format : channel.Format };
                    attempts.Add(new Attempt(model.Name, channel.Name, failure.Kind == FailureKind.Status ? failure.Status.ToString() : failure.Kind.ToString().ToLowerInvariant(), ms));

                    last = Telling(last, failure, call);
                    if (!failure.MovesOn)
                    {
                        return new DispatchResult(null, last, attempts);
                    }
                }
            }

            return new DispatchResult(null, last ?? new UpstreamFailure(FailureKind.Connect, 503, "No channel can take this request now."), attempts);
        }
        finally
        {
            if (!handedOver)
            {
                silence.Dispose();
            }
        }
    }

    /// <summary>The failure to tell: the newest, but an answer in the caller's own words rather than a translated one, and any rather than what was never sent.</summary>
    private static UpstreamFailure Telling(UpstreamFailure? before, UpstreamFailure failure, UpstreamCall call)
    {
        bool keeps = before is not null && (failure.Kind == FailureKind.Inexpressible
            || (failure.Format != call.Format && before.Format == call.Format && before.Kind is FailureKind.Status or FailureKind.ErrorEvent));
        return keeps ? before! : failure;
    }

    // Services have one shape: those are not translated. A channel that was named is used as it is.
    private static IReadOnlyList<Channel> Reaching(ChannelSet channels, string model, UpstreamCall call, bool isNamed) => call.Operation switch
    {
        Operation.Generate when isNamed => channels.For(model),
        Operation.Generate => channels.For(model, call.Format),
        Operation.Service => [.. channels.For(model).Where(c => c.Format is Core.Conversations.WireFormat.OpenAIChat or Core.Conversations.WireFormat.OpenAIResponses)],
        Operation.CountTokens => [.. channels.For(model).Where(c => c.Format == call.Format).Concat(channels.For(model).Where(c => c.Format != call.Format && CountQuestion.CanAsk(c)))],
        _ => [.. channels.For(model).OrderBy(c => c.Format == call.Format && c.Settings.Native is null ? 0 : 1)],
    };

    private async Task<(UpstreamAnswer? Answer, UpstreamFailure? Failure)> TryAsync(
        ModelCard model, Channel channel, UpstreamCall call, PatientWait waiting, CancellationTokenSource silence, CancellationToken aborted)
    {
        HttpResponseMessage? message = null;
        UpstreamAnswer? answer = null;
        bool keep = false;
        channel.Health.Begin();
        try
        {
            var (outgoing, refused) = Outgoing.For(model, channel, call, !channel.RefusesUsageOption);
            if (outgoing is null)
            {
                return (null, Judged(channel, call, refused!, null));
            }

            var sending = new Sending(model, channel, call, outgoing);
            if (channel.Kind.Shape(sending) is { } unfit)
            {
                return (null, Judged(channel, call, unfit, null));
            }

            waiting.Attempt(model, channel, outgoing.Losses);
            (message, refused) = await SendOnceAsync(sending, waiting, silence);
            if (message is null)
            {
                return (null, Judged(channel, call, refused!, null));
            }

            if (outgoing.AsksUsage && (int)message.StatusCode is (400 or 422))
            {
                var refusal = await AnswerIntake.ReadRefusalAsync(message, outgoing.Dialect, waiting, silence.Token);
                if (refusal.Body is not { } body || body.AsSpan().IndexOf("stream_options"u8) < 0)
                {
                    return (null, Judged(channel, call, refusal, message));
                }

                // A server that does not know the option: remembered, and asked again without it.
                channel.RefusesUsageOption = true;
                message.Dispose();
                outgoing = Outgoing.For(model, channel, call, asksUsage: false).Made!;
                sending = new Sending(model, channel, call, outgoing);
                (message, refused) = await SendAgainAsync(sending, waiting, silence);
                if (message is null)
                {
                    return (null, Judged(channel, call, refused!, null));
                }
            }

            if ((int)message.StatusCode is 404 or 405 or 501 && call.Operation == Operation.Compact && outgoing is { Abroad: null, HandsOver: null })
            {
                // A server of the vendor's format without the vendor's route. Remembered once the model has answered: it may be the model that is missing.
                message.Dispose();
                outgoing = Outgoing.InWords(channel, call, channel.UpstreamName(model.Name));
                sending = new Sending(model, channel, call, outgoing);
                (message, refused) = await SendAgainAsync(sending, waiting, silence);
                if (message is null)
                {
                    return (null, Judged(channel, call, refused!, null));
                }

                channel.LacksCompaction = message.IsSuccessStatusCode;
            }

            if ((int)message.StatusCode is < 200 or (>= 300 and < 400))
            {
                return (null, Judged(channel, call, new UpstreamFailure(FailureKind.Broken, 502, $"The upstream answered {(int)message.StatusCode} and points elsewhere; credentials follow no redirect. Check the channel's base_url."), message));
            }

            for (int lessons = 0; !message.IsSuccessStatusCode; lessons++)
            {
                var refusal = await AnswerIntake.ReadRefusalAsync(message, outgoing.Dialect, waiting, silence.Token);
                if (lessons == MostLessons || !channel.Kind.Learns(sending, refusal))
                {
                    return (null, Judged(channel, call, refusal, message));
                }

                message.Dispose();
                sending = new Sending(model, channel, call, outgoing);
                (message, refused) = await SendAgainAsync(sending, waiting, silence);
                if (message is null)
                {
                    return (null, Judged(channel, call, refused!, null));
                }
            }

            answer = await AnswerIntake.OpenAsync(message, call, outgoing, model, channel, silence, waiting);
            var failure = answer.Events is null
                ? await AnswerIntake.HoldWholeAsync(answer, call, waiting)
                : await AnswerIntake.AwaitContentAsync(answer, call, waiting);
            if (failure is null)
            {
                keep = true;
                return (answer, null);
            }

            return (null, Judged(channel, call, failure, message));
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            channel.Health.Leave();
            throw;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            return (null, Judged(channel, call, new UpstreamFailure(FailureKind.Timeout, 504, $"The upstream was silent for {call.Silence.TotalSeconds:0.#} s."), null));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
        {
            bool began = message is { IsSuccessStatusCode: true };
            var failure = new UpstreamFailure(began ? FailureKind.Cut : FailureKind.Connect, 502, began ? "The upstream broke the answer off." : "No connection to the upstream: " + NoConnection.Of(e));
            return (null, Judged(channel, call, failure, null));
        }
        finally
        {
            if (!keep)
            {
                channel.Health.End();
                if (answer is not null)
                {
                    // The clock of silence goes on with the next attempt, so the answer must not take it along.
                    answer.Events?.Dispose();
                    answer.Body.Dispose();
                }

                message?.Dispose();
            }
        }
    }

    private UpstreamFailure Judged(Channel channel, UpstreamCall call, UpstreamFailure failure, HttpResponseMessage? message)
    {
        if (failure.Kind != FailureKind.Inexpressible && (failure.MovesOn || failure.Kind == FailureKind.Timeout))
        {
            channel.Health.Failed(failure, (message is null ? null : PassedHeaders.RetryAfter(message.Headers, clock.GetUtcNow())) ?? failure.Wait);
        }
        else
        {
            channel.Health.Leave();
        }

        return EchoedKey.Without(failure, channel.Settings.AccessKey?.Reveal(), call.CallerCredential);
    }

    /// <summary>Shaped anew and sent, where the first try taught something about the server.</summary>
    private static async Task<(HttpResponseMessage? Message, UpstreamFailure? Refusal)> SendAgainAsync(Sending sending, PatientWait waiting, CancellationTokenSource silence) =>
        sending.Channel.Kind.Shape(sending) is { } unfit ? (null, unfit) : await SendOnceAsync(sending, waiting, silence);

    /// <summary>Sends the attempt as the channel's kind wants it; a credential that has expired is renewed once.</summary>
    private static async Task<(HttpResponseMessage? Message, UpstreamFailure? Refusal)> SendOnceAsync(Sending sending, PatientWait waiting, CancellationTokenSource silence)
    {
        var kind = sending.Channel.Kind;
        for (bool renew = false; ; renew = true)
        {
            var request = sending.NewRequest();
            var authenticating = kind.AuthenticateAsync(request, sending, renew, silence.Token);
            if ((authenticating.IsCompletedSuccessfully ? authenticating.Result : await waiting.ForAsync(authenticating.AsTask())) is { } refused)
            {
                return (null, refused);
            }

            var message = await waiting.ForAsync(sending.Channel.Client.SendAsync(request, silence.Token));
            if (!renew && kind.MayRenew(message))
            {
                message.Dispose();
                continue;
            }

            if (PackedAnswers.Unpack(message) is { } encoding)
            {
                message.Dispose();
                return (null, new UpstreamFailure(FailureKind.Broken, 502, $"The upstream compressed its answer ({PassedHeaders.Plain(encoding)}), which was not asked for and cannot be read. Have it, or the proxy before it, answer plainly."));
            }

            await kind.UnwrapAsync(message, sending, silence.Token);
            return (message, null);
        }
    }
}
