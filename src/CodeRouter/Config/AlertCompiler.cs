namespace CodeRouter.Config;

/// <summary>Who is told what: webhook, mail, and from when on.</summary>
public sealed record AlertSettings
{
    /// <summary>Address that alerts are posted to: whoever knows it may write there.</summary>
    public Secret? Webhook { get; init; }

    public MailSettings? Mail { get; init; }

    /// <summary>Shares of a budget, in percent, at which it is told.</summary>
    public IReadOnlyList<int> BudgetPercent { get; init; } = [50, 80, 100];

    /// <summary>A session that spends more within a minute has run away.</summary>
    public decimal SessionUsdPerMinute { get; init; } = 2;

    /// <summary>The same call failing the same way so often in a row is a loop.</summary>
    public int RepeatedFailures { get; init; } = 5;

    /// <summary>A channel that has failed for so long is told.</summary>
    public TimeSpan ChannelFailing { get; init; } = TimeSpan.FromMinutes(2);

    public bool IsOn => Webhook is not null || Mail is not null;
}

public sealed record MailSettings(string Host, int Port, bool Tls, string From, IReadOnlyList<string> To, string? User, Secret? Password);

/// <summary>Reads <c>alerts</c>.</summary>
internal static class AlertCompiler
{
    private const int Submission = 587;
    private const int ImplicitTls = 465;

    public static AlertSettings Read(Field alerts)
    {
        alerts.ExpectMap();
        var usual = new AlertSettings();
        return new AlertSettings
        {
            Webhook = Webhook(alerts["webhook"]),
            Mail = Mail(alerts["email"]),
            BudgetPercent = alerts["budget_percent"].Exists ? Percents(alerts["budget_percent"]) : usual.BudgetPercent,
            SessionUsdPerMinute = alerts["session_usd_per_minute"].Money() ?? usual.SessionUsdPerMinute,
            RepeatedFailures = (int)(alerts["repeated_failures"].Integer(2, 1000) ?? usual.RepeatedFailures),
            ChannelFailing = alerts["channel_failing"].Duration() ?? usual.ChannelFailing,
        };
    }

    private static Secret? Webhook(Field field)
    {
        var secret = field.Credential("nobody is told by it");
        if (secret is not null && (!Uri.TryCreate(secret.Reveal(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            field.Error("this is not a URL", "write it whole, such as https://hooks.example.com/…, or ${NAME} of an environment variable that holds it");
            return null;
        }

        return secret;
    }

    private static MailSettings? Mail(Field email)
    {
        if (!email.Exists || !email.ExpectMap())
        {
            return null;
        }

        string? server = email["smtp"].Required("name the mail server as host:port, such as smtp.example.com:587");
        string? from = email["from"].Required("write the address that mails come from");
        string[] to = [.. email["to"].Words().Select(static w => w.Name)];
        if (to.Length == 0)
        {
            email["to"].Error("nobody is named", "list the addresses that alerts go to");
        }

        foreach (string address in to.Append(from ?? "a@b").Where(static a => !System.Net.Mail.MailAddress.TryCreate(a, out _)))
        {
            email.Error($"'{address}' is not a mail address", "write it as name@example.com");
        }

        int port = Submission;
        int colon = server?.LastIndexOf(':') ?? -1;
        if (colon > 0 && !int.TryParse(server.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture, out port))
        {
            email["smtp"].Error($"'{server}' has no port that is a number", "write host:port, such as smtp.example.com:587");
        }

        if (port == ImplicitTls)
        {
            email["smtp"].Warn("port 465 begins with TLS, which mails cannot be sent by here: they would all time out", "name the server's port for STARTTLS, most often 587");
        }

        return server is null || from is null || to.Length == 0 ? null
            : new MailSettings(colon > 0 ? server[..colon] : server, port, email["tls"].Flag() ?? true, from, to, email["user"].Text(), email["password"].Credential("mails are sent without a password"));
    }

    private static int[] Percents(Field list)
    {
        var percents = new List<int>();
        foreach (var item in list.Items())
        {
            if (item.Integer(1, 1000) is { } percent)
            {
                percents.Add((int)percent);
            }
        }

        return [.. percents.Order()];
    }
}
