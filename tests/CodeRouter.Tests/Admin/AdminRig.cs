using System.Net;
using System.Text;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;

namespace CodeRouter.Tests.Admin;

/// <summary>A gateway and whoever administers it over HTTP.</summary>
internal static class AdminRig
{
    /// <summary>Keys needed by everybody; one for each role.</summary>
    public static async Task<(GatewayRig Rig, Dictionary<Role, string> Keys)> KeyedAsync(Func<Settings, Settings>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var keys = new Dictionary<Role, string>();
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        {
            var store = new KeyTables(database);
            foreach (var role in Enum.GetValues<Role>())
            {
                var made = NewKey.Make(role.ToString(), DateTimeOffset.UtcNow);
                store.Add(made.Key with { Role = role });
                keys[role] = made.Text;
            }
        }

        var provider = new CodeRouter.Upstreams.Simulated.SimulatedProvider();
        await provider.StartAsync();
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("sim")],
            [.. Enum.GetValues<Core.Conversations.WireFormat>().Select(f => GatewayRig.Channel(f.ToString(), f, provider.BaseUri, ["sim"]))])
            with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } };
        return (await GatewayRig.StartAsync(change?.Invoke(settings) ?? settings, provider, folder.FullName), keys);
    }

    public static async Task<Reply> AdminAsync(this GatewayRig rig, HttpMethod method, string path, string? body = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, "/admin/v1" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await rig.Http.SendAsync(request);
        return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.ToString());
    }
}

/// <summary>What the administration answered.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, string? ETag)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}
