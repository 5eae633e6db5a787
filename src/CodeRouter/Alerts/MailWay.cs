using System.Net;
using System.Net.Mail;
using System.Text;
using CodeRouter.Config;

namespace CodeRouter.Alerts;

/// <summary>Sends an alert as a mail over SMTP.</summary>
public sealed class MailWay(MailSettings settings) : IAlertWay
{
    public string Setting => "alerts.email";

    public async Task SendAsync(Alert alert, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.User is { } user)
        {
            client.Credentials = new NetworkCredential(user, settings.Password?.Reveal());
        }

        using var mail = new MailMessage
        {
            From = new MailAddress(settings.From),
            Subject = "CodeRouter: " + alert.Subject.ReplaceLineEndings(" "),
            SubjectEncoding = Encoding.UTF8,
            Body = $"{alert.Text}\n\n{string.Join('\n', alert.Facts.Select(static f => $"{f.Key}: {f.Value}"))}\n\n{at:u}\n",
            BodyEncoding = Encoding.UTF8,
        };
        foreach (string to in settings.To)
        {
            mail.To.Add(to);
        }

        await client.SendMailAsync(mail, cancellationToken);
    }
}
