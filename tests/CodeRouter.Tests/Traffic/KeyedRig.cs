using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Tests.Traffic;

/// <summary>A gateway in front of simulated models that lets nobody in without a key, and one key that opens it.</summary>
internal static class KeyedRig
{
    public static async Task<(GatewayRig Rig, string Key)> StartAsync(params string[] models)
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync();
        var settings = GatewayRig.Settings([.. models.Select(m => GatewayRig.Card(m))], [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, models))]);
        return await StartAsync(settings, provider);
    }

    public static async Task<(GatewayRig Rig, string Key)> StartAsync(Settings settings, SimulatedProvider? provider = null)
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var made = NewKey.Make("test", DateTimeOffset.UtcNow);
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        {
            new KeyTables(database).Add(made.Key);
        }

        var rig = await GatewayRig.StartAsync(settings with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } }, provider, folder.FullName);
        return (rig, made.Text);
    }
}
