using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using Microsoft.AspNetCore.Http;

namespace CodeRouter.Bench;

/// <summary>What it costs to let a request in and to hold its limits: ten thousand keys, each with every kind of limit, in a group with as many.</summary>
internal static class AdmissionCost
{
    private const int Keys = 10_000;

    public static void Run(Action<string, int, Func<int, object?>> time)
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-bench-");
        using var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "keys.db"));
        var store = new KeyTables(database);
        var limits = new LimitSet { Usd = 1e6m, UsdPerDay = 1e6m, UsdPerMonth = 1e6m, TokensPerDay = 1_000_000_000_000, TokensPerMinute = 1_000_000_000_000, RequestsPerMinute = 1_000_000_000, Concurrent = 1_000_000 };
        store.AddGroup(new TokenGroup { Name = "team", Limits = limits, CreatedAt = DateTimeOffset.UtcNow });
        var texts = new string[Keys];
        for (int i = 0; i < Keys; i++)
        {
            var made = NewKey.Make("k", DateTimeOffset.UtcNow);
            store.Add(made.Key with { Group = "team", Limits = limits });
            texts[i] = made.Text;
        }

        using var ring = new KeyRing(store, TimeProvider.System);
        var admission = new Admission(ring, new Settings { Policy = new(), Access = new AccessSettings { RequireKeys = RequireKeys.Always }, Listeners = [new ListenerSettings("l", "127.0.0.1", 1, TimeSpan.Zero)] });
        var book = new MemoryLimitBook(static (_, _, _) => ValueTask.FromResult(0m), TimeProvider.System);
        var http = new DefaultHttpContext();
        var most = new LimitUse(0.01m, 0.01m, 4000);
        object? LetIn(int i)
        {
            http.Request.Headers.Authorization = "Bearer " + texts[i % Keys];
            var caller = admission.Decide(http).Caller!;
            var now = DateTimeOffset.UtcNow;
            var door = book.ReserveAsync(caller.AtDoor, LimitUse.None, now, CancellationToken.None).Result.Lease!;
            var call = book.ReserveAsync(caller.OnCalls, most, now, CancellationToken.None).Result.Lease!;
            book.Settle(call, most);
            book.Settle(door, LimitUse.None);
            return caller;
        }

        time("admission: key", 20_000, i =>
        {
            http.Request.Headers.Authorization = "Bearer " + texts[i % Keys];
            return admission.Decide(http).Caller;
        });
        time("admission: key and 14 limits, reserved and settled", 20_000, LetIn);
        folder.Delete(recursive: true);
    }
}
