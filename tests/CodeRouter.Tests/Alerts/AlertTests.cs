using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CodeRouter.Alerts;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CodeRouter.Tests.Alerts;

public sealed class AlertTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_budget_is_told_at_each_of_its_shares_once()
    {
        await using var hook = new Hook();
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with
        {
            Policy = s.Policy with { BudgetPerDayUsd = 0.02m },
            Alerts = new AlertSettings { Webhook = new Secret(hook.Address), BudgetPercent = [10, 30] },
        });
        while (true)
        {
            using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim");
            await answer.Content.ReadAsStringAsync(Cancel);
            if (answer.StatusCode == HttpStatusCode.PaymentRequired)
            {
                break;
            }
        }

        (await rig.AskAsync(WireFormat.AnthropicMessages, "sim")).Dispose();
        var told = await hook.TakeAsync(3);
        Assert.Equal(["10", "30"], told.Take(2).Select(a => a.GetProperty("facts").GetProperty("percent").GetString()));
        Assert.Equal("The budget of the router turns requests away (day)", told[2].GetProperty("subject").GetString());
        Assert.All(told, static a => Assert.Equal("budget", a.GetProperty("kind").GetString()));
        Assert.Contains("It frees at", told[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_spends_too_fast_is_told_once_an_hour_and_a_price_that_changes_at_once()
    {
        await using var hook = new Hook();
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Alerts = new AlertSettings { Webhook = new Secret(hook.Address), SessionUsdPerMinute = 0.0005m } });
        for (int i = 0; i < 12; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: static r => r.Headers.Add("X-CodeRouter-Session", "s1"));
            await answer.Content.ReadAsStringAsync(Cancel);
        }

        var settings = rig.Gateway.State.Current.Settings;
        rig.Gateway.State.Replace(settings with { Policy = settings.Policy with { Models = [GatewayRig.Card("sim", input: 30)] } });
        var told = await hook.TakeAsync(2);
        Assert.Equal(["runaway", "price"], told.Select(a => a.GetProperty("kind").GetString()));
        Assert.Equal("s1", told[0].GetProperty("facts").GetProperty("session").GetString());
        Assert.Contains("3 → 30", told[1].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_a_sessions_name_reaches_neither_the_webhook_nor_the_log()
    {
        // Made up; the form is AWS's.
        const string key = "AKIAQ9B6JRYXWUXWP1ER";
        await using var hook = new Hook();
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Alerts = new AlertSettings { Webhook = new Secret(hook.Address), SessionUsdPerMinute = 0.0005m } });
        for (int i = 0; i < 12; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: static r => r.Headers.Add("X-CodeRouter-Session", "deploy with " + key));
            await answer.Content.ReadAsStringAsync(Cancel);
        }

        var told = Assert.Single(await hook.TakeAsync(1));
        Assert.Contains("deploy with [aws_access_key_id]", told.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, told.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_an_alert_quotes_its_log_line_and_every_way_tell_it_without_credentials()
    {
        const string key = "AKIAQ9B6JRYXWUXWP1ER";
        await using var hook = new Hook();
        var log = new Lines();
        await using (var desk = new AlertDesk(() => new AlertSettings { Webhook = new Secret(hook.Address) }, log, TimeProvider.System))
        {
            desk.Raise(new Alert("loop", "k", $"aws s3 --key {key} failed", $"401: {key} is not allowed", new Dictionary<string, string>(StringComparer.Ordinal) { ["session"] = key }), quiet: null);
            var told = Assert.Single(await hook.TakeAsync(1));
            Assert.DoesNotContain(key, told.GetRawText(), StringComparison.Ordinal);
            Assert.Equal("[aws_access_key_id]", told.GetProperty("facts").GetProperty("session").GetString());
        }

        Assert.Contains(log.Said, static l => l.Contains("aws s3 --key [aws_access_key_id] failed", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Said, static l => l.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_webhook_elsewhere_is_reached_through_the_proxy_that_the_environment_names()
    {
        await using var hook = new Hook(refuses: 0);
        using var folder = new ServedFolder();
        folder.Write("alerts: {webhook: \"http://hooks.example.invalid/x\", channel_failing: 1s}\n" + ServedFolder.Yaml(Faults.FaultRig.ClosedPort(), ("lost", "lost")));
        await using var program = RunningProgram.Start(folder.Serve(), ("http_proxy", hook.Address), ("no_proxy", ""));
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        using var answer = await http.PostAsync("/v1/messages", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "lost", stream: false)), Cancel);
        Assert.Equal("channel", Assert.Single(await hook.TakeAsync(1)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Ending_the_desk_twice_is_ending_it_once()
    {
        var desk = new AlertDesk(static () => new AlertSettings(), new Lines(), TimeProvider.System);
        await desk.DisposeAsync();
        await desk.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_is_sent_over_smtp()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var talk = Task.Run(async () =>
        {
            using var client = await server.AcceptTcpClientAsync(Cancel);
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            var mail = new StringBuilder();
            await writer.WriteLineAsync("220 ready");
            bool data = false;
            while (await reader.ReadLineAsync(Cancel) is { } line)
            {
                mail.AppendLine(line);
                if (data && line != ".")
                {
                    continue;
                }

                data = line == "DATA";
                await writer.WriteLineAsync(data ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
                if (line == "QUIT")
                {
                    break;
                }
            }

            return mail.ToString();
        }, Cancel);
        var way = new MailWay(new MailSettings("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port, Tls: false, "router@example.com", ["ann@example.com"], null, null));
        await way.SendAsync(new Alert("budget", "k", "80 % used", "Plain words.", new Dictionary<string, string>(StringComparer.Ordinal)), DateTimeOffset.UtcNow, Cancel);

        string sent = await talk;
        Assert.Contains("RCPT TO:<ann@example.com>", sent, StringComparison.Ordinal);
        Assert.Contains("Subject: CodeRouter: 80 % used", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_way_that_fails_is_named_by_its_setting_with_why_and_never_by_its_address()
    {
        await using var hook = new Hook(refuses: 3);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var log = new Lines();
        var settings = new AlertSettings { Webhook = new Secret(hook.Address), Mail = new MailSettings("127.0.0.1", port, Tls: false, "router@example.com", ["ann@example.com"], null, null) };
        await using (var desk = new AlertDesk(() => settings, log, TimeProvider.System))
        {
            desk.Raise(new Alert("budget", "k", "80 % used", "Plain words.", new Dictionary<string, string>(StringComparer.Ordinal)), null);
            while (log.Said.Count(static l => l.Contains("could not be told", StringComparison.Ordinal)) < 2)
            {
                await Task.Delay(50, Cancel);
            }
        }

        Assert.Contains(log.Said, static l => l.Contains("by alerts.email (ConnectionRefused). Mend alerts.email", StringComparison.Ordinal));
        Assert.Contains(log.Said, static l => l.Contains("by alerts.webhook (it answered 503). Mend alerts.webhook", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Said, l => l.Contains(hook.Address, StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_of_mails_that_would_time_out_is_told()
    {
        var compiled = SettingsCompiler.Compile("alerts: {email: {to: [a@b.de], from: r@b.de, smtp: \"mail.b.de:465\"}}", static _ => null, Core.Models.Catalog.Empty);
        Assert.Contains("587", Assert.Single(compiled.Warnings, static w => w.Path == "alerts.email.smtp").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_of_a_file_are_read_and_what_is_wrong_is_told()
    {
        const string good = """
            version: v0.1
            providers: {models: []}
            alerts:
              webhook: "https://hooks.example.com/x"
              email: {to: [ann@example.com], from: r@example.com, smtp: "mail.example.com:2525", tls: false}
              budget_percent: [90]
              channel_failing: 30s
            """;
        var alerts = SettingsCompiler.Compile(good, static _ => null, Core.Models.Catalog.Empty).Settings!.Alerts;
        Assert.Equal(("https://hooks.example.com/x", "mail.example.com", 2525, false), (alerts.Webhook!.Reveal(), alerts.Mail!.Host, alerts.Mail.Port, alerts.Mail.Tls));
        Assert.Equal((90, TimeSpan.FromSeconds(30)), (alerts.BudgetPercent.Single(), alerts.ChannelFailing));

        string[] wrong = [.. SettingsCompiler.Compile("alerts: {webhook: nowhere, email: {to: [], from: x, smtp: \"h:p\"}, budget_percent: [0]}", static _ => null, Core.Models.Catalog.Empty).Errors.Select(static e => e.Path)];
        Assert.Contains("alerts.webhook", wrong);
        Assert.Contains("alerts.email.to", wrong);
        Assert.Contains("alerts.email.smtp", wrong);
        Assert.Contains("alerts.budget_percent[0]", wrong);
    }

    private sealed class Lines : ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Enqueue(formatter(state, exception));
    }

    /// <summary>Whoever the alerts are posted to; the first posts fail, so that they come by trying again.</summary>
    private sealed class Hook : IAsyncDisposable
    {
        private readonly System.Threading.Channels.Channel<JsonElement> _told = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
        private readonly WebApplication _app;
        private int _posts;

        public Hook(int refuses = 1)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
            _app = builder.Build();
            _app.Run(async http =>
            {
                if (Interlocked.Increment(ref _posts) <= refuses)
                {
                    http.Response.StatusCode = 503;
                    return;
                }

                using var json = await JsonDocument.ParseAsync(http.Request.Body);
                await _told.Writer.WriteAsync(json.RootElement.Clone());
            });
            _app.Start();
        }

        public string Address => _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.First() + "/hook";

        public async Task<JsonElement[]> TakeAsync(int count)
        {
            var all = new JsonElement[count];
            for (int i = 0; i < count; i++)
            {
                all[i] = await _told.Reader.ReadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            }

            Assert.False(_told.Reader.TryPeek(out _));
            return all;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }
}
