using System.Net;
using System.Text;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Cache;
using CodeRouter.Alerts;
using CodeRouter.CodeGraph;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Dashboard;
using CodeRouter.Dashboard.Public;
using CodeRouter.Gateway;
using CodeRouter.Guards;
using CodeRouter.Ledger;
using CodeRouter.Mcp;
using CodeRouter.Storage;
using CodeRouter.Telemetry;
using CodeRouter.Upstreams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeRouter;

/// <summary>The whole product put together: the one place that knows every folder.</summary>
public static class Composition
{
    public static async Task<RunningGateway> StartAsync(GatewayOptions options)
    {
        var clock = TimeProvider.System;
        var settings = options.Settings;

        // Storage first: without books nothing is served.
        PrivateFolder.Create(options.DataFolder);
        var stores = Stores.Open(settings.Storage, options.DataFolder);
        var store = stores.Ledger;
        var current = settings.Storage;
        var ledger = LedgerWriter.Open(options.DataFolder, store, new LedgerWriterSettings { RefuseInOutage = () => current.RefuseInOutage });
        var beside = new List<IAsyncDisposable>();
        var retention = new Retention(store, () => (current.KeepDetails, current.KeepSteps), clock);
        beside.Add(retention);
        var secrets = new SecretBox(Environment.GetEnvironmentVariable(SecretBox.Variable), options.DataFolder);
        var desk = new ConfigDesk(options.Origin ?? ConfigOrigin.Of(settings), stores.Configuration, secrets, clock);
        var misfits = desk.Start();
        settings = desk.Current;

        // Access.
        var keys = new KeyRing(stores.Keys, clock);
        keys.Refresh();
        keys.Watch();

        // Upstreams and the path.
        var origins = new UpstreamOrigins(settings.Limits.ConnectTimeout);
        var state = new GatewayState(settings, origins, keys, clock);
        var metrics = new GatewayMetrics();
        var sessions = new SessionBook(clock, stores.Sharing?.Tracks, new RememberedTracks(stores.Ledger, () => state.Current.Settings.Policy, clock));
        var notes = stores.Notes;
        var policies = new PolicyNotes(notes);
        var pause = new PauseSwitch(notes, clock);
        pause.Watch(paused => state.Paused = paused);
        var learner = new OutcomeLearner(stores.Outcomes, notes, () => state.Current.Settings.Policy.Learning, clock);
        learner.Watch();
        var touched = new TouchedCode(options.DataFolder);
        touched.Use(settings.CodeGraph);
        state.Replaced += next => touched.Use(next.CodeGraph);
        var situations = new SituationMaker(state, () => learner.Current, touched);
        var setup = new SetupToken(stores.Keys, clock);
        string? setupToken = setup.Issue(state.Current.Admission, keys);
        bool requiresKeys = state.Current.Admission.KeysAreRequiredSomewhere;

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "coderouter" });
        // The host logs a failed start with its stack; whoever starts the gateway tells it in words instead.
        builder.Logging.SetMinimumLevel(options.LogLevel).AddFilter("Microsoft.Extensions.Hosting", Microsoft.Extensions.Logging.LogLevel.None)
            // Who asks for each step asks for ours: the web server's twenty lines a request would bury them.
            .AddFilter("Microsoft", Microsoft.Extensions.Logging.LogLevel.Warning)
            // Its lines on each request are ours to write; as long as it may log at all it opens a scope for each.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", Microsoft.Extensions.Logging.LogLevel.None).AddProvider(new StandardErrorLog(options.LogLevel, options.LogAsJson));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        if (options.IgnoresSignals)
        {
            builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, settings));
        // Behind Kestrel's own registration, for the last one counts.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new BlockPoolFactory());
        var app = builder.Build();
        var log = app.Services.GetRequiredService<ILoggerFactory>();

        foreach (var problem in misfits)
        {
            var said = log.CreateLogger<ConfigDesk>();
            if (problem.IsError)
            {
                said.EditedPartUnused(problem.Path, problem.Message, problem.Remedy);
            }
            else
            {
                said.CredentialLost(problem.Path, problem.Message, problem.Remedy);
            }
        }

        foreach (var (variable, _) in OtlpExport.Collectors(Environment.GetEnvironmentVariable).Where(static c => c.Address is null))
        {
            log.CreateLogger<OtlpExport>().NoCollector(variable);
        }

        ledger.TroubleChanged += trouble =>
        {
            var said = log.CreateLogger<LedgerWriter>();
            if (trouble is null)
            {
                said.BooksWell();
            }
            else
            {
                said.BooksInTrouble(trouble);
            }
        };

        void aside(string why) => log.CreateLogger<LedgerWriter>().StepsSetAside(ledger.SetAside.Count, why);
        ledger.SetAside.Grown += aside;
        if (ledger.SetAside.Count > 0)
        {
            aside("at the start");
        }

        desk.Changed += state.Replace;
        desk.Watch();
        void keep(Settings kept)
        {
            try
            {
                store.KeepModels(kept.Policy.Models, clock.GetUtcNow());
                policies.Keep(state.Current.Policy, clock.GetUtcNow());
            }
            catch (System.Data.Common.DbException e)
            {
                // The settings stand; the registry catches up with the next ones.
                log.CreateLogger<GatewayState>().RegistryBehind(e.Message);
            }
        }

        state.Replaced += next =>
        {
            current = next.Storage;
            keep(next);
        };
        // What answers said of models' tokens before the restart.
        var before = await store.StepsAsync(new StepQuery { Limit = 2000 }, CancellationToken.None);
        state.Tokens.Learn(before.Reverse());
        state.Habits.Learn(before.Reverse(), state.Current.Settings.Policy.Work);
        foreach (var step in before.Reverse().Where(static s => s.Model is not null))
        {
            metrics.Recent.Add(new StepWay(step.Agent, step.Rule, step.Model!));
        }
        var detailed = await store.StepsAsync(new StepQuery { Limit = 200, WithDetail = true }, CancellationToken.None);
        state.Tokens.LearnCounts(detailed.Reverse());
        var hosts = new HostGate(state);
        app.Use(new BelowPath(state).InvokeAsync);
        app.Use(hosts.InvokeAsync);
        app.Use(SessionPath.InvokeAsync);
        app.UseRouting();
        var limits = await LimitsAsync(stores, new BudgetBooks(ledger, store), keys, desk, beside, clock);
        var metering = new Metering(limits, ledger, clock);
        var alerts = new AlertDesk(() => state.Current.Settings.Alerts, log.CreateLogger<AlertDesk>(), clock);
        var watch = new AlertWatch(alerts, state, limits, clock);
        watch.Watch();
        var quotas = new QuotaKeeper(state, notes, clock);
        quotas.Watch();
        var spare = new SpareMemory(metrics, new OwnMemory(), clock);
        if (!options.IgnoresSignals)
        {
            // In a process of its own: what lies around in another is not the gateway's to tidy.
            spare.Watch();
        }

        var dispatcher = new Dispatcher(clock);
        var judge = new PhaseJudge(state, dispatcher, clock);
        var guards = new GuardGate(new GuardChain(new PieceScanner(), new RuleScanner(), new SessionPlaceholders(stores.Placeholders(secrets), clock), new Lazy<byte[]>(() => secrets.KeyFor("placeholders"))));
        var sealing = new Lazy<byte[]>(() => secrets.KeyFor("answers"));
        var alike = new AlikeAnswers(new AlikeQuestions(stores.Questions(sealing), clock), dispatcher, state.Embedder, log.CreateLogger<AlikeAnswers>());
        var reuse = new AnswerReuse(new AnswerCache(stores.Answers(sealing)), alike, clock);
        var refusals = new RecentRefusals(stores.Refusals, clock);
        refusals.Start();
        beside.Add(refusals);
        var handler = new GatewayHandler(state, ledger, refusals, metering, watch, sessions, guards, judge, situations, dispatcher, new ResponseMemory(stores.Responses), reuse, metrics, log.CreateLogger<GatewayHandler>(), clock);
        app.MapGateway(handler, new ModelLists(state));
        var books = new LedgerEndpoints(state, ledger, store, refusals, sessions, judge.Tally, clock);
        books.Map(app);
        new McpEndpoint(state, ledger, store, books, (path, symbol, repo) => StdioServer.Impact(path, symbol, StdioServer.OpenNamed(repo, options.DataFolder)), new CodeTools(repo => StdioServer.OpenNamed(repo, options.DataFolder)), PublicAddress(state), clock).Map(app);
        var trials = new DecisionTrial(state, sessions, guards, situations, clock);
        new ExplainEndpoint(state, trials).Map(app);
        new ServiceEndpoints(state, metrics, ledger, new ServiceFacts(stores.Product, store.Description, options.CatalogDate, PublicAddress(state), requiresKeys ? "YOUR-KEY" : Hosts.GatewayAddress.NoKey), clock).Map(app);
        var administration = new Administration(new AdminParts(state, pause, keys, stores.Keys, setup, desk, stores.Audit, ledger, store, clock));
        new AdminRoutes(state, administration.Keys, administration.Endpoints, log.CreateLogger<AdminRoutes>()).Map(app);
        var pages = new DashboardParts(state, administration, keys, ledger, store, refusals, policies, trials, touched, metrics, clock, () => secrets.KeyFor("forms"));
        new DashboardRoutes(pages).Map(app);
        new PublicRoutes(pages).Map(app);
        DataPlaneApi.Map(app);
        app.MapFallback("{**path}", NotFound.WriteAsync);
        var import = new ModelImport(state, desk, log.CreateLogger<ModelImport>(), clock);
        beside.Add(import);
        await import.WatchAsync();
        await app.StartAsync();
        // Once it listens: steps name the policy they were decided under, and only a replay, later, reads what it said.
        keep(settings);
        retention.Start();
        return new RunningGateway(app, state, ledger, desk, alerts, beside, Owned(watch, quotas, spare, touched, origins, learner, pause, stores, keys, desk, OtlpExport.FromEnvironment(Environment.GetEnvironmentVariable, ServiceEndpoints.Version, static () => WayOut.Handler(TimeSpan.FromSeconds(5)))), setupToken, requiresKeys);
    }

    /// <summary>Limits in memory for a lone gateway; where several share a store, in tickets lent by it.</summary>
    private static async Task<ILimitBook> LimitsAsync(Stores stores, BudgetBooks books, KeyRing keys, ConfigDesk desk, List<IAsyncDisposable> beside, TimeProvider clock)
    {
        if (stores.Sharing is not { } sharing)
        {
            return new MemoryLimitBook(books.UsedAsync, clock);
        }

        var book = new TicketLimitBook(sharing.Tickets, books.BookedAsync, clock);
        var keeper = new TicketKeeper(book, sharing.Tickets, clock);
        sharing.Heard += _ => keys.RefreshQuietly();
        sharing.Heard += _ => desk.LookQuietly();
        await sharing.JoinAsync(CancellationToken.None);
        keeper.Start();
        beside.Add(keeper);
        beside.Add(sharing);
        return book;
    }

    /// <summary>UTF-8, and a replacement character for what is none.</summary>
    private static readonly Encoding HeaderText = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    private static void Listen(KestrelServerOptions kestrel, Settings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        // The gateway's own limit answers in the caller's dialect; Kestrel's would not.
        kestrel.Limits.MaxRequestBodySize = null;
        // Wider than what is let in: HostGate refuses at 64 KB and 200 headers with an answer that clients can read.
        kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 1000;
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        // A path or name in somebody's own letters must not close the door: Node writes headers in Latin-1.
        kestrel.RequestHeaderEncodingSelector = static _ => HeaderText;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);
        foreach (var listener in settings.Listeners)
        {
            if (listener.Address is "localhost")
            {
                kestrel.ListenLocalhost(listener.Port);
            }
            else if (IPAddress.TryParse(listener.Address, out var address))
            {
                kestrel.Listen(address, listener.Port);
            }
            else
            {
                kestrel.ListenAnyIP(listener.Port);
            }
        }
    }

    private static Func<HttpRequest, string> PublicAddress(GatewayState state) => request =>
        state.Current.Settings.Server.PublicUrl is { } url ? url.AbsoluteUri.TrimEnd('/') : $"{request.Scheme}://{request.Host}";

    private static List<IDisposable> Owned(params ReadOnlySpan<IDisposable?> all)
    {
        var owned = new List<IDisposable>();
        foreach (var one in all)
        {
            if (one is not null)
            {
                owned.Add(one);
            }
        }

        return owned;
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
