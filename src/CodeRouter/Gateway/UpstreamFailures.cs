using System.Globalization;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>From what an upstream did to what the caller is told: one total map.</summary>
public static class UpstreamFailures
{
    public static GatewayFailure Tell(UpstreamFailure failure, ChannelSet channels)
    {
        string where = failure.Channel is { } channel ? $"Channel {channel}: " : "";
        return failure.Kind switch
        {
            FailureKind.Timeout => new GatewayFailure(FailureCode.UpstreamTimeout, $"{where}{failure.Message} Send it again, or raise the listener's timeout.") { UpstreamStatus = failure.Status },
            FailureKind.Status => new GatewayFailure(OfStatus(failure.Status), $"{where}{failure.Message}{Remedy(failure.Status)}")
            {
                UpstreamStatus = failure.Status,
                RetryAfter = failure.Status is 429 or 503 or 529 ? RetryAfter(failure, channels) : null,
            },
            FailureKind.ErrorEvent => new GatewayFailure(FailureCode.UpstreamFailed, $"{where}{failure.Message}{Remedy(failure.Status)}")
            {
                UpstreamStatus = failure.Status,
                RetryAfter = failure.Status is 429 or 503 or 529 ? RetryAfter(failure, channels) : null,
            },
            FailureKind.Connect when failure.Status == 503 => new GatewayFailure(FailureCode.NoChannel, failure.Message + " Configure a channel for this model, or wait and try again.") { RetryAfter = RetryAfter(failure, channels) },
            _ => new GatewayFailure(FailureCode.UpstreamFailed, $"{where}{failure.Message} Send it again; if it stays so, run coderouter doctor."),
        };
    }

    private static FailureCode OfStatus(int status) => status switch
    {
        429 => FailureCode.RateLimited,
        _ => FailureCode.UpstreamFailed,
    };

    private static string Remedy(int status) => status switch
    {
        401 or 403 => " Check this channel's access_key.",
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
