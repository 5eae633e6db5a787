using System.Diagnostics;

namespace CodeRouter.Upstreams;

/// <summary>
/// Tries a channel without paying for an answer: asks it for its list of models, with the channel's own credentials. Says whether the
/// address answers and the key is taken.
/// </summary>
public static class ChannelProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<ProbeResult> TryAsync(Channel channel, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, channel.At("/models"));
        PassedHeaders.Authenticate(request.Headers, channel.Settings, callerCredential: null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        long started = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await channel.Client.SendAsync(request, patience.Token);
            return Judge((int)answer.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, null, Patience.TotalMilliseconds, $"no answer within {Patience.TotalSeconds:0} s. Check the address, and that nothing between here and there holds it back.");
        }
        catch (HttpRequestException e)
        {
            return new ProbeResult(false, null, Stopwatch.GetElapsedTime(started).TotalMilliseconds, $"no connection: {NoConnection.Of(e)}");
        }
    }

    private static ProbeResult Judge(int status, double ms) => status switch
    {
        >= 200 and < 300 => new ProbeResult(true, status, ms, "answers, and takes the key."),
        401 or 403 => new ProbeResult(false, status, ms, $"answers, and refuses the key ({status}). Write the key again, or ask the provider."),
        404 or 405 or 501 => new ProbeResult(true, status, ms, "answers; it does not list its models, so the key is not tried."),
        429 => new ProbeResult(true, status, ms, "answers, and is at its limit just now (429)."),
        _ => new ProbeResult(false, status, ms, $"answers {status}. Check the address; the provider's status page may tell more."),
    };
}

/// <summary>What came of a try.</summary>
/// <param name="Status">Null where there was no answer.</param>
/// <param name="Says">In words, after the channel's name.</param>
public readonly record struct ProbeResult(bool Ok, int? Status, double Ms, string Says);
