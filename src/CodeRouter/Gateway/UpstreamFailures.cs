using System.Globalization;
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
            FailureKind.Status or FailureKind.ErrorEvent when failure.Format != exchange.Route.Format => Abroad(failure, where, channels),
            FailureKind.Timeout => new GatewayFailure(FailureCode.UpstreamTimeout, where + With(failure.Message, " Send it again, or raise the listener's timeout.")) { UpstreamStatus = failure.Status },
            FailureKind.Status => new GatewayFailure(OfStatus(failure.Status), where + With(failure.Message, Remedy(failure.Status)))
            {
                UpstreamStatus = failure.Status,
                RetryAfter = failure.Status is 429 or 503 or 529 ? RetryAfter(failure, channels) : null,
            },
            FailureKind.ErrorEvent => new GatewayFailure(FailureCode.UpstreamFailed, where + With(failure.Message, Remedy(failure.Status)))
            {
                UpstreamStatus = failure.Status,
                RetryAfter = failure.Status is 429 or 503 or 529 ? RetryAfter(failure, channels) : null,
            },
            FailureKind.Connect when failure.Status == 503 => new GatewayFailure(FailureCode.NoChannel, With(failure.Message, " Configure a channel for this model, or wait and try again.")) { RetryAfter = RetryAfter(failure, channels) },
            _ => new GatewayFailure(FailureCode.UpstreamFailed, where + With(failure.Message, " Send it again; if it stays so, run coderouter doctor.")),
        };
    }

    /// <summary>The upstream's words in the caller's shape; clients act on the status and on how an overflow is spelt.</summary>
    private static GatewayFailure Abroad(UpstreamFailure failure, string where, ChannelSet channels)
    {
        var read = UpstreamErrors.Read(failure.Body, failure.Status);
        string message = failure.Body is null ? failure.Message : read.Message;
        if (UpstreamErrors.IsOverflow(read))
        {
            return new GatewayFailure(FailureCode.ContextTooLong, where + With(message, " Send less, or ask for a model with a larger window."));
        }

        int status = Status(failure.Status);
        return new GatewayFailure(
            status switch
            {
                400 or 409 or 422 => FailureCode.InvalidValue,
                404 => FailureCode.ModelNotFound,
                413 => FailureCode.TooLarge,
                429 => FailureCode.RateLimited,
                408 or 504 => FailureCode.UpstreamTimeout,
                _ => FailureCode.UpstreamFailed,
            },
            where + With(message, Remedy(status)))
        {
            UpstreamStatus = status,
            RetryAfter = status is 429 or 503 ? RetryAfter(failure, channels) : null,
        };
    }

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

    private static FailureCode OfStatus(int status) => status switch
    {
        429 => FailureCode.RateLimited,
        _ => FailureCode.UpstreamFailed,
    };

    private static string Remedy(int status) => status switch
    {
        401 or 403 => " Check this channel's access_key, or the variable that it comes from.",
        402 => " See to the credit of this channel's account.",
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
