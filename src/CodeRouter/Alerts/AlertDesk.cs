using System.Net.Mail;
using System.Threading.Channels;
using CodeRouter.Config;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Telemetry;

namespace CodeRouter.Alerts;

/// <summary>
/// Takes alerts in and tells them in every configured way, off the path of requests: a way that hangs or fails holds nothing up. What was
/// told stays quiet for as long as its teller says.
/// </summary>
public sealed class AlertDesk : IAsyncDisposable
{
    private const int MostWaiting = 200;
    private const int MostRemembered = 10_000;
    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Func<AlertSettings> _settings;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);
    private readonly Channel<(Alert Alert, DateTimeOffset At)> _waiting = Channel.CreateBounded<(Alert, DateTimeOffset)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly HttpMessageInvoker _client = new(WayOut.Handler(TimeSpan.FromSeconds(5)));
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _telling;

    public AlertDesk(Func<AlertSettings> settings, ILogger log, TimeProvider clock)
    {
        (_settings, _log, _clock) = (settings, log, clock);
        _telling = Task.Run(TellAllAsync);
    }

    /// <summary>Somebody would hear of an alert.</summary>
    public bool IsListenedTo => _settings().IsOn;

    /// <param name="quiet">For how long the same key is not told again; null is for ever.</param>
    public void Raise(Alert alert, TimeSpan? quiet)
    {
        var now = _clock.GetUtcNow();
        lock (_lock)
        {
            if (_told.TryGetValue(alert.Key, out var until) && now < until)
            {
                return;
            }

            if (_told.Count >= MostRemembered)
            {
                // Better told twice than not at all.
                _told.Clear();
            }

            _told[alert.Key] = quiet is { } wait ? now + wait : DateTimeOffset.MaxValue;
        }

        alert = Secretless(alert);
        _log.AlertRaised(alert.Kind, alert.Subject);
        _waiting.Writer.TryWrite((alert, now));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_waiting.Writer.TryComplete())
        {
            return;
        }

        _ending.CancelAfter(TimeSpan.FromSeconds(2));
        await _telling;
        _ending.Dispose();
        _client.Dispose();
    }

    private async Task TellAllAsync()
    {
        await foreach (var (alert, at) in _waiting.Reader.ReadAllAsync())
        {
            await Task.WhenAll(Ways(_settings()).Select(way => TellAsync(way, alert, at)));
        }
    }

    // Session names are the callers', and what failed is quoted: neither takes a credential into a chat room.
    private static Alert Secretless(Alert alert) => alert with
    {
        Subject = SecretlessText.Of(alert.Subject)!,
        Text = SecretlessText.Of(alert.Text)!,
        Facts = alert.Facts.ToDictionary(static f => f.Key, static f => SecretlessText.Of(f.Value)!, StringComparer.Ordinal),
    };

    private IEnumerable<IAlertWay> Ways(AlertSettings settings)
    {
        if (settings.Webhook is { } webhook && Uri.TryCreate(webhook.Reveal(), UriKind.Absolute, out var address))
        {
            yield return new WebhookWay(_client, address);
        }

        if (settings.Mail is { } mail)
        {
            yield return new MailWay(mail);
        }
    }

    // Never a message: an address of a webhook is a secret, and messages quote it.
    private static string Why(Exception e) => e switch
    {
        HttpRequestException { StatusCode: { } status } => $"it answered {(int)status}",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } => error.ToString(),
        OperationCanceledException => $"no answer within {Patience.TotalSeconds:0} s",
        SmtpException { StatusCode: not SmtpStatusCode.GeneralFailure and var status } => $"the mail server answered {(int)status} {status}",
        _ => Innermost(e) is System.Net.Sockets.SocketException socket ? socket.SocketErrorCode.ToString()
            : Innermost(e) is System.Security.Authentication.AuthenticationException ? "its certificate is not trusted here, or not for that name"
            : Innermost(e).GetType().Name,
    };

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private async Task TellAsync(IAlertWay way, Alert alert, DateTimeOffset at)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
                patience.CancelAfter(Patience);
                await way.SendAsync(alert, at, patience.Token);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SmtpException or InvalidOperationException or FormatException)
            {
                if (tries == Tries || _ending.IsCancellationRequested)
                {
                    _log.AlertNotTold(alert.Subject, way.Setting, Why(e));
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(tries), _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
