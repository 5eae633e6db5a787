using System.Text.Json;
using CodeRouter.Cli.Demo;
using CodeRouter.Config;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Choosing;

/// <summary>The demo's whole session through a real gateway; its books stay open afterwards.</summary>
internal sealed class PlayedDemo : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase? _database;

    public string Log { get; private set; } = "";

    public JsonElement[] Steps { get; private set; } = [];

    public string Folder => _folder.Path;

    public static async Task<PlayedDemo> PlayAsync()
    {
        var played = new PlayedDemo();
        var output = new StringWriter();
        var errors = new StringWriter();
        int code = await DemoCommand.RunAsync(new(Exit: true, Json: true) { TimeScale = 0 }, (yaml, _) => StartAsync(yaml, played.Folder), output, errors, TestContext.Current.CancellationToken);
        played.Log = errors.ToString();
        Assert.True(code == 0, played.Log);
        played.Steps = [.. JsonSerializer.Deserialize<JsonElement>(output.ToString()).GetProperty("steps").EnumerateArray()];
        return played;
    }

    public SqliteDatabase Open() => _database ??= SqliteDatabase.Open(Path.Combine(Folder, "coderouter.db"));

    /// <summary>The ledger's rows, oldest first.</summary>
    public async Task<IReadOnlyList<StepRecord>> BooksAsync()
    {
        using var store = new SqliteLedgerStore(Open());
        return [.. (await store.StepsAsync(new StepQuery { Limit = 500, WithDetail = true }, TestContext.Current.CancellationToken)).Reverse()];
    }

    public void Dispose()
    {
        _database?.Dispose();
        _folder.Dispose();
    }

    private static async Task<IDemoGateway> StartAsync(string yaml, string folder)
    {
        var settings = SettingsCompiler.Compile(yaml, static _ => null, ShippedCatalog.Load()).Settings! with { Listeners = [new ListenerSettings("test", "127.0.0.1", 0, TimeSpan.FromSeconds(30))] };
        return new Running(await Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = folder, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None }));
    }

    private sealed class Running(RunningGateway gateway) : IDemoGateway
    {
        public Uri BaseUri { get; } = new(gateway.Addresses[0]);

        public ValueTask DisposeAsync() => gateway.DisposeAsync();
    }
}
