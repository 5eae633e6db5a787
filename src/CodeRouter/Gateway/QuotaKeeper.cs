using System.Text.Json.Nodes;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Keeps what is used of subscriptions over a restart: their windows last for days.</summary>
public sealed class QuotaKeeper(GatewayState state, INoteStore notes, TimeProvider clock) : IDisposable
{
    private const string Note = "subscriptions";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private string _kept = "";
    private ITimer? _timer;

    public void Watch()
    {
        var kept = notes.Read(Note) is { } bytes ? JsonNode.Parse(bytes) as JsonObject : null;
        foreach (var channel in Subscribed())
        {
            if (kept?[channel.Name] is JsonValue line && line.TryGetValue(out string? windows))
            {
                channel.Quota.Restore(windows);
            }
        }

        _timer ??= clock.CreateTimer(_ => KeepQuietly(), null, Interval, Interval);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        KeepQuietly();
    }

    private IEnumerable<Channel> Subscribed() => state.Current.Channels.Channels.Where(static c => c.Settings.Subscription is not null);

    private void KeepQuietly()
    {
        try
        {
            string now = new JsonObject(Subscribed().Select(static c => KeyValuePair.Create(c.Name, (JsonNode?)c.Quota.Save()))).ToJsonString();
            if (now != _kept && now != "{}")
            {
                notes.Write(Note, System.Text.Encoding.UTF8.GetBytes(now), clock.GetUtcNow());
                _kept = now;
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or ObjectDisposedException)
        {
            // The next time; until then the windows are in memory.
        }
    }
}
