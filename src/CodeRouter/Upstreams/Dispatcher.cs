using System.Diagnostics;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>
/// Tries models and their channels in order until one shows its first content, and hands that answer over; from there on it is the only one.
/// What failed before is told to the channels' health and kept for the ledger.
/// </summary>
public sealed class Dispatcher(TimeProvider clock)
{
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

                var order = ChannelOrder.Order(Speaking(channels.For(model.Name), call), call.Format, call.Sticky(model.Name), call.OnlyChannel, call.Draw);
                foreach (var channel in order)
                {
                    // Somebody else is probing it. Left out, unless nobody else is left: then one more try is better than none.
                    bool lastChance = attempts.Count == 0 && ReferenceEquals(model, call.Models[^1]) && ReferenceEquals(channel, order[^1]);
                    if (!channel.Health.TryEnter() && !lastChance)
                    {
                        continue;
                    }

                    long started = clock.GetTimestamp();
                    waiting.Attempt(model, channel);
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

                    last = failure! with { Channel = channel.Name };
                    attempts.Add(new Attempt(model.Name, channel.Name, last.Kind == FailureKind.Status ? last.Status.ToString() : last.Kind.ToString().ToLowerInvariant(), ms));
                    if (!last.MovesOn)
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

    private static IReadOnlyList<Channel> Speaking(IReadOnlyList<Channel> all, UpstreamCall call)
    {
        if (call.Operation == Operation.Service)
        {
            return [.. all.Where(c => c.Format is Core.Conversations.WireFormat.OpenAIChat or Core.Conversations.WireFormat.OpenAIResponses)];
        }

        foreach (var channel in all)
        {
            if (channel.Format != call.Format)
            {
                return [.. all.Where(c => c.Format == call.Format)];
            }
        }

        return all;
    }

    private async Task<(UpstreamAnswer? Answer, UpstreamFailure? Failure)> TryAsync(
        ModelCard model, Channel channel, UpstreamCall call, PatientWait waiting, CancellationTokenSource silence, CancellationToken aborted)
    {
        HttpResponseMessage? message = null;
        UpstreamAnswer? answer = null;
        bool keep = false;
        try
        {
            bool asksUsage = call.UsageOption is not null && !channel.RefusesUsageOption;
            message = await SendOnceAsync(model, channel, call, asksUsage, waiting, silence);
            if (asksUsage && (int)message.StatusCode is (400 or 422))
            {
                var refusal = await AnswerIntake.ReadRefusalAsync(message, call.Dialect, waiting, silence.Token);
                if (refusal.Body is not { } body || body.AsSpan().IndexOf("stream_options"u8) < 0)
                {
                    return (null, Judged(channel, refusal, message));
                }

                // A server that does not know the option: remembered, and asked again without it.
                channel.RefusesUsageOption = true;
                message.Dispose();
                message = await SendOnceAsync(model, channel, call, asksUsage: false, waiting, silence);
                asksUsage = false;
            }

            if ((int)message.StatusCode is < 200 or (>= 300 and < 400))
            {
                return (null, Judged(channel, new UpstreamFailure(FailureKind.Broken, 502, $"The upstream answered {(int)message.StatusCode} and points elsewhere; credentials follow no redirect. Check the channel's base_url."), message));
            }

            if (!message.IsSuccessStatusCode)
            {
                return (null, Judged(channel, await AnswerIntake.ReadRefusalAsync(message, call.Dialect, waiting, silence.Token), message));
            }

            answer = await AnswerIntake.OpenAsync(message, call, model, channel, silence, asksUsage, waiting);
            var failure = answer.Events is null
                ? await AnswerIntake.HoldWholeAsync(answer, call, waiting)
                : await AnswerIntake.AwaitContentAsync(answer, call, waiting);
            if (failure is null)
            {
                keep = true;
                return (answer, null);
            }

            return (null, Judged(channel, failure, message));
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            channel.Health.Leave();
            throw;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            return (null, Judged(channel, new UpstreamFailure(FailureKind.Timeout, 504, $"The upstream was silent for {call.Silence.TotalSeconds:0.#} s."), null));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
        {
            bool began = message is { IsSuccessStatusCode: true };
            var failure = new UpstreamFailure(began ? FailureKind.Cut : FailureKind.Connect, 502, began ? "The upstream broke the answer off." : "No connection to the upstream: " + Plain(e));
            return (null, Judged(channel, failure, null));
        }
        finally
        {
            if (!keep)
            {
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

    private UpstreamFailure Judged(Channel channel, UpstreamFailure failure, HttpResponseMessage? message)
    {
        if (failure.MovesOn || failure.Kind == FailureKind.Timeout)
        {
            channel.Health.Failed(failure, message is null ? null : PassedHeaders.RetryAfter(message.Headers, clock.GetUtcNow()));
        }
        else
        {
            channel.Health.Leave();
        }

        return failure;
    }

    private static async Task<HttpResponseMessage> SendOnceAsync(ModelCard model, Channel channel, UpstreamCall call, bool asksUsage, PatientWait waiting, CancellationTokenSource silence)
    {
        string upstreamModel = channel.UpstreamName(model.Name);
        var request = new HttpRequestMessage(HttpMethod.Post, UpstreamPaths.For(channel, call, upstreamModel))
        {
            Content = new EditedContent(call.Body, RequestEdits.For(call, upstreamModel, asksUsage), call.ContentType),
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        PassedHeaders.Authenticate(request.Headers, channel.Settings, call.CallerCredential);
        return await waiting.ForAsync(channel.Client.SendAsync(request, silence.Token));
    }

    // The innermost reason, without stack or address: it may reach the caller.
    private static string Plain(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e is System.Net.Sockets.SocketException socket ? socket.SocketErrorCode.ToString() : e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal);
    }
}
