using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;
using CodeRouter.Ledger;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary><c>coderouter doctor</c>: is everything there that serving needs? Each finding with its remedy; exit 1 when something is broken.</summary>
public static class DoctorVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file; without one, what serve would find" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var bundle = new Option<string?>("--bundle") { Description = "Pack what a bug report needs into this ZIP file, without credentials, prompts or answers" };
        var command = new Command("doctor", "Check connectivity, credentials, clock, disk and database") { config, data, json, bundle };
        command.SetAction((parsed, cancel) => RunAsync(ConfigurationFile.Named(parsed.GetValue(config)), Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), parsed.GetValue(json), parsed.GetValue(bundle), cancel));
        return command;
    }

    private sealed record Finding(string What, string State, string Detail, string? Remedy, DateTimeOffset? Clock = null);

    private static async Task<int> RunAsync(string? config, string folder, bool json, string? bundle, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        var catalog = ShippedCatalog.Load(folder, out string? catalogProblem);
        findings.Add(catalogProblem is null
            ? new Finding("catalog", "ok", $"prices of {catalog.DateText()}", null)
            : new Finding("catalog", "failed", catalogProblem, "Or delete it."));
        string address = GatewayAddress.Of(Environment.GetEnvironmentVariable);
        var gateway = await GatewayThere.AskAsync(address, cancel);
        ConfigOrigin origin;
        if (config is null)
        {
            var discovery = ProviderDiscovery.FromEnvironment(Environment.GetEnvironmentVariable, catalog, await LocalServers.ProbeAsync(catalog, cancel));
            origin = new ConfigOrigin(null, discovery.Settings, catalog);
            findings.Add(discovery.Found.Count > 0
                ? new Finding("providers", "ok", string.Join(", ", discovery.Found.Select(f => $"{f.Title} ({f.Source})")), null)
                : gateway is { Channels: > 0 }
                ? new Finding("providers", "ok", $"none in this shell; the gateway that runs has {gateway.Channels} channel{(gateway.Channels == 1 ? "" : "s")}", null)
                : new Finding("providers", "failed", "no API key in the environment and no local server", "Export a key such as ANTHROPIC_API_KEY, start a local server, or use --config."));
        }
        else if (ConfigurationFile.LoadOrigin(config, catalog) is { } read)
        {
            origin = read;
        }
        else
        {
            return ExitCode.Usage;
        }

        var settings = origin.Settings;
        findings.AddRange(PluginFolder.Loaded.Select(static p => new Finding("plugin", p.Problem is null ? "ok" : "failed", $"{p.File}: {(p.Parts.Count == 0 ? "adds nothing" : string.Join(", ", p.Parts))}", p.Problem)));
        findings.Add(Running(address, gateway));
        findings.Add(Disk(folder));
        findings.Add(Runs());
        settings = Database(origin, folder, findings);
        findings.Add(Prices(settings));
        findings.AddRange(await Task.WhenAll(settings.Channels.GroupBy(static c => (c.BaseUri.Authority, c.AccessKey)).Select(same => ReachAsync(same.First(), string.Join(", ", same.Select(static c => c.Name)), config, cancel))));
        findings.Add(Clock(findings));
        findings.AddRange(await Task.WhenAll(Telemetry.OtlpExport.Collectors(Environment.GetEnvironmentVariable).Select(c => CollectorAsync(c.Variable, c.Address, cancel))));
        Write(findings, json);
        if (bundle is not null && await DoctorBundle.WriteAsync(bundle, Json(findings), origin, folder, cancel) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return ExitCode.Failed;
        }

        return findings.Any(f => f.State == "failed") ? ExitCode.Failed : ExitCode.Ok;
    }

    // Not running is no fault: doctor is asked before the first start too.
    private static Finding Running(string address, GatewayThere? gateway) => gateway switch
    {
        null => new Finding("gateway", "ok", $"none answers at {address}; coderouter serve starts one", null),
        { Failing.Count: > 0 } => new Finding("gateway", "failed", $"{address} answers; failing just now: {string.Join(", ", gateway.Failing)}", $"Why stands at {address}/dashboard/failures."),
        _ => new Finding("gateway", "ok", $"{address} answers (version {gateway.Version}){(gateway.Paused ? ". Routing is paused; coderouter resume goes on" : "")}", null),
    };

    // No fault where nobody counts: calls are answered all the same.
    private static Finding Prices(Settings settings)
    {
        string[] unknown = [.. settings.Policy.Models.Where(m => !m.Price.IsKnown && settings.Channels.Any(c => c.Subscription is null && c.Models.ContainsKey(m.Name))).Select(static m => m.Name)];
        return unknown.Length == 0
            ? new Finding("prices", "ok", "known of every model", null)
            : new Finding("prices", "ok", $"not known of {string.Join(", ", unknown.Take(5))}{(unknown.Length > 5 ? $" and {unknown.Length - 5} more" : "")}: their calls are booked at unknown cost, and budgets in USD refuse them", "Write pricing: {prompt_per_1m: …, completion_per_1m: …} for each; 0 is a price.");
    }

    // Copies that a killed run has left are nobody's any more.
    private static Finding Runs()
    {
        var (removed, left) = KilledRuns.Remove();
        return left.Count > 0 ? new Finding("runs", "failed", $"{string.Join(", ", left)}: left by a killed run", "Delete it by hand; this user may not.")
            : new Finding("runs", "ok", removed.Count > 0 ? $"removed what killed runs had left: {string.Join(", ", removed)}" : "no run was killed", null);
    }

    private static Finding Disk(string folder)
    {
        try
        {
            // Looking must not make it: what is said is whether serve could.
            bool there = Directory.Exists(folder);
            string at = there ? folder : Above(folder), probe = Path.Combine(at, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "x");
            File.Delete(probe);
            long free = new DriveInfo(Path.GetPathRoot(at) is { Length: > 1 } root ? root : at).AvailableFreeSpace;
            return free < 200L << 20
                ? new Finding("disk", "failed", $"{folder}: {free >> 20} MB free", "Free some space, or point --data at another disk.")
                : new Finding("disk", "ok", $"{folder}: {(there ? "writable" : "not there yet, serve makes it")}, {free >> 30} GB free{(there && IsOpen(folder) ? $". Others on this machine may look into it; chmod 700 {folder} makes it yours alone" : "")}", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("disk", "failed", $"{folder}: {e.Message.TrimEnd('.')}", "Make the folder writable, or point --data elsewhere.");
        }
    }

    private static bool IsOpen(string folder) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & (UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)) != 0;

    // The nearest folder above one that is not there.
    private static string Above(string folder) => Path.GetDirectoryName(folder) is { } above ? Directory.Exists(above) ? above : Above(above) : folder;

    /// <summary>Gives the settings in force: the file's or what was found, with what the database has of them.</summary>
    private static Settings Database(ConfigOrigin origin, string folder, List<Finding> findings)
    {
        var settings = origin.Settings;
        try
        {
            if (Stores.Missing(settings.Storage, folder) is { } missing)
            {
                findings.Add(new Finding("database", "ok", $"{missing}: not there yet, serve makes it", null));
                return settings;
            }

            // Looking must not upgrade a store that an older version may still be serving from.
            if (Stores.PendingUpgrade(settings.Storage, folder) is var (at, to))
            {
                string copy = settings.Storage.Postgres is null ? "coderouter backup FILE" : "pg_dump";
                findings.Add(new Finding("database", "ok", $"schema {at}; the first start of this version brings it to {to}, for good. Make a copy before: {copy}", null));
                return settings;
            }

            using var stores = Stores.Open(settings.Storage, folder);
            findings.Add(new Finding("database", "ok", $"{stores.Ledger.Description}, {stores.Place}", null));
            if (new SetAsideSteps(folder).Count is > 0 and var aside)
            {
                findings.Add(new Finding("books", "failed", $"{aside} {(aside == 1 ? "step lies" : "steps lie")} in {Path.Combine(folder, "set-aside")} because the store would not take {(aside == 1 ? "it" : "them")}", "Every start offers them again: start a newer version, and report it if that leaves them there."));
            }

            return Edited(origin, stores, folder, findings);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            findings.Add(new Finding("database", "failed", e is StoreRefusal refusal ? refusal.What : e.Message, Trouble.RemedyOf(e) ?? (settings.Storage.Postgres is null
                ? "Check the file's permissions, or move it away and start with a new one."
                : "Check that the server runs, that storage.postgres names it, and that its user may create tables.")));
            return settings;
        }
    }

    private static Settings Edited(ConfigOrigin origin, Stores stores, string folder, List<Finding> findings)
    {
        using var desk = new ConfigDesk(origin, stores.Configuration, new SecretBox(Environment.GetEnvironmentVariable(SecretBox.Variable), folder), TimeProvider.System);
        try
        {
            findings.AddRange(desk.Start().Select(static p => new Finding("configuration", "failed", $"{p.Path}: {p.Message}", char.ToUpperInvariant(p.Remedy[0]) + p.Remedy[1..] + ".")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The master key, whose file says in words what is wrong with it.
            findings.Add(new Finding("configuration", "failed", e.Message, Trouble.RemedyOf(e)));
        }

        return desk.Current;
    }

    // An exporter that reaches nobody says nothing.
    private static async Task<Finding> CollectorAsync(string variable, Uri? address, CancellationToken cancel)
    {
        const string What = "telemetry";
        if (address is null)
        {
            return new Finding(What, "failed", $"{variable} is no address, and nothing is exported", "Write http://HOST:4317, or http://HOST:4318 with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var socket = new System.Net.Sockets.TcpClient();
        try
        {
            var way = WayOut.OfEnvironment.GetProxy(address) ?? address;
            await socket.ConnectAsync(way.Host, way.Port, patience.Token);
            return new Finding(What, "ok", way == address ? $"the collector at {address.Authority} takes connections" : $"the proxy that leads to the collector at {address.Authority} takes connections", null);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return new Finding(What, "failed", $"the collector at {address.Authority} cannot be reached", $"Start it, or mend {variable}: traces and metrics are lost meanwhile.");
        }
    }

    private static async Task<Finding> ReachAsync(ChannelSettings channel, string names, string? config, CancellationToken cancel)
    {
        string what = $"channel {names}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var client = new HttpClient(WayOut.Handler(Patience));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, channel.BaseUri.AbsoluteUri.TrimEnd('/') + "/models");
            Upstreams.PassedHeaders.Authenticate(request.Headers, channel, null);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return (int)answer.StatusCode switch
            {
                401 or 403 => new Finding(what, "failed", $"{channel.BaseUri.Host} refuses the credential ({(int)answer.StatusCode})", channel.AccessKey is null ? "Set the channel's access_key." : config is null ? "Check the key in the environment." : "Check the channel's access_key.", answer.Headers.Date),
                >= 500 => new Finding(what, "failed", $"{channel.BaseUri.Host} answers {(int)answer.StatusCode}", "Wait, or look at the provider's status page.", answer.Headers.Date),
                _ => new Finding(what, "ok", $"{channel.BaseUri.Host} answers", null, answer.Headers.Date),
            };
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            var none = Upstreams.NoConnection.Of(e);
            return new Finding(what, "failed", $"{channel.BaseUri.Authority} cannot be reached: {none.Why}", none.Remedy);
        }
    }

    private static Finding Clock(IEnumerable<Finding> findings)
    {
        var now = DateTimeOffset.UtcNow;
        var off = findings.Where(f => f.Clock is not null).Select(f => (now - f.Clock!.Value).Duration()).DefaultIfEmpty(TimeSpan.Zero).Min();
        return off > TimeSpan.FromMinutes(2)
            ? new Finding("clock", "failed", $"{off.TotalMinutes:0} minutes off the providers' clocks", "Set this machine's clock (NTP): budgets and expiries depend on it.")
            : new Finding("clock", "ok", findings.Any(f => f.Clock is not null) ? "agrees with the providers'" : "no provider to compare with", null);
    }

    private static void Write(List<Finding> findings, bool json)
    {
        if (!json)
        {
            foreach (var finding in findings)
            {
                Console.WriteLine($"{(finding.State == "ok" ? "ok    " : "FAILED")} {finding.What}: {finding.Detail}{(finding.Remedy is null ? "" : ". " + finding.Remedy)}");
            }

            return;
        }

        Console.WriteLine(Json(findings));
    }

    private static string Json(List<Finding> findings)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok", findings.All(f => f.State == "ok"));
            writer.WriteStartArray("checks");
            foreach (var finding in findings)
            {
                writer.WriteStartObject();
                writer.WriteString("what", finding.What);
                writer.WriteString("state", finding.State);
                writer.WriteString("detail", finding.Detail);
                writer.WriteString("remedy", finding.Remedy);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
