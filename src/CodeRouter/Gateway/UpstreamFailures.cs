using System.Globalization;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>From what an upstream did to what the caller is told: one total map.</summary>
public static class UpstreamFailures
{
    public static GatewayFailure Tell(UpstreamFailure failure, Exchange exchange)
    {
        var channels = exchange.Snapshot.Channels;
        string where = failure.Channel is { } channel ? $"Channel {channel}: " : "";
        return failure.Kind switch
        {
            FailureKind.Inexpressible => Reach.Inexpressible(exchange, failure),
            FailureKind.Status or FailureKind.ErrorEvent => Reported(failure, exchange.Route.Format, where, channels),
            FailureKind.Timeout => new GatewayFailure(FailureCode.UpstreamTimeout, where + With(failure.Message, " Send it again, or raise the listener's timeout.")) { UpstreamStatus = failure.Status },
            FailureKind.Connect when failure.Status == 503 => new GatewayFailure(FailureCode.NoChannel, With(failure.Message, " Configure a channel for this model, or wait and try again.")) { RetryAfter = RetryAfter(failure, channels) },
            _ => new GatewayFailure(FailureCode.UpstreamFailed, where + With(failure.Message, " Send it again; if it stays so, run coderouter doctor.")),
        };
    }

    /// <summary>
    /// The upstream's words in the caller's shape; clients act on the status, on how an overflow is spelt, and on being told that waiting is no
    /// use. At home the status is the vendor's own.
    /// </summary>
    private static GatewayFailure Reported(UpstreamFailure failure, WireFormat caller, string where, ChannelSet channels)
    {
        var read = failure.Body is { } body ? UpstreamErrors.Read(body, failure.Status) : UpstreamErrors.Named(new StreamFailure(failure.Status, failure.Code, failure.Message));
        bool home = failure.Format == caller;
        if (UpstreamErrors.IsOverflow(read))
        {
            return new GatewayFailure(FailureCode.ContextTooLong, where + With(read.Message, " Send less, or ask for a model with a larger window."))
            {
                UpstreamStatus = home ? failure.Status : null,
            };
        }

        if (UpstreamErrors.IsSpent(read))
        {
            return new GatewayFailure(FailureCode.QuotaUsedUp, where + With(read.Message, " Pay at the provider, or give the model another channel.")) { UpstreamStatus = home ? failure.Status : SpentStatus(caller) };
        }

        int status = home ? failure.Status : Status(failure.Status);
        return new GatewayFailure(home ? (status == 429 ? FailureCode.RateLimited : FailureCode.UpstreamFailed) : CodeOf(status), where + With(read.Message, Remedy(status)))
        {
            UpstreamStatus = status,
            RetryAfter = status is 429 or 503 or 529 ? RetryAfter(failure, channels) : null,
        };
    }

    /// <summary>What the caller is told of a failure that a stream reports when its head is out.</summary>
    public static GatewayFailure InStream(StreamFailure? failure, WireFormat caller, string words)
    {
        var read = UpstreamErrors.Named(failure ?? new StreamFailure(502, null, words));
        return UpstreamErrors.IsSpent(read)
            ? new GatewayFailure(FailureCode.QuotaUsedUp, words + " Pay at the provider, or give the model another channel.") { UpstreamStatus = SpentStatus(caller) }
            : new GatewayFailure(UpstreamErrors.IsOverflow(read) ? FailureCode.ContextTooLong : FailureCode.UpstreamFailed, words + " Send the request again.") { UpstreamStatus = Status(read.Status) };
    }

    /// <summary>The number under which each vendor's clients know that there is nothing left to spend.</summary>
    private static int SpentStatus(WireFormat caller) => caller is WireFormat.OpenAIChat or WireFormat.OpenAIResponses ? 429 : 402;

    private static FailureCode CodeOf(int status) => status switch
    {
        400 or 409 or 422 => FailureCode.InvalidValue,
        404 => FailureCode.ModelNotFound,
        413 => FailureCode.TooLarge,
        429 => FailureCode.RateLimited,
        408 or 504 => FailureCode.UpstreamTimeout,
        _ => FailureCode.UpstreamFailed,
    };

    /// <summary>A vendor's own numbers (529, 520 …) in those that every client knows.</summary>
    public static int Status(int status) => status switch
    {
        529 => 503,
        400 or 401 or 402 or 403 or 404 or 408 or 409 or 413 or 422 or 429 or 500 or 502 or 503 or 504 => status,
        < 500 => 400,
        _ => 502,
    };

    /// <summary>An upstream's words as a sentence, for another to follow: vendors leave the full stop out.</summary>
    public static string Sentence(string words) => words.AsSpan().TrimEnd() is [.., '.' or '!' or '?' or '…' or ')'] ? words : words.TrimEnd() + ".";

    private static string With(string words, string remedy) => remedy.Length == 0 ? words : Sentence(words) + remedy;

    private static string Remedy(int status) => status switch
    {
        401 or 403 => " Check this channel's access_key, or the variable that it comes from.",
        404 => " Check the model's name there (upstream_model, model_map) and the channel's address.",
        429 or 503 or 529 => " Wait and send it again.",
        >= 500 => " Send it again; if it stays so, run coderouter doctor.",
        _ => "",
    };

    /// <summary>The upstream's own wish unchanged, else whole seconds until the first channel is ready again, 1 to 120.</summary>
    private static string RetryAfter(UpstreamFailure failure, ChannelSet channels)
    {
        foreach (var (name, value) in failure.Headers)
        {
            if (name.Equals("retry-after", StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var cooling = channels.Channels.FirstOrDefault(c => string.Equals(c.Name, failure.Channel, StringComparison.Ordinal))?.Health.CoolFor ?? TimeSpan.Zero;
        return Math.Clamp((int)Math.Ceiling(cooling.TotalSeconds), 1, 120).ToString(CultureInfo.InvariantCulture);
    }
}
