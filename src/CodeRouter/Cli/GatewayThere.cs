using System.Text.Json;
using CodeRouter.Config;

namespace CodeRouter.Cli;

/// <summary>The gateway that runs, as its <c>/health</c> tells it to anybody.</summary>
/// <param name="Failing">Channels that rest after failures, or failed last.</param>
internal sealed record GatewayThere(string Version, int Channels, bool Paused, IReadOnlyList<string> Failing)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Null where no gateway of ours answers.</summary>
    public static async Task<GatewayThere?> AskAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address + "/health", UriKind.Absolute, out var uri))
        {
            return null;
        }

        using var http = new HttpClient(WayOut.Handler(Patience)) { Timeout = Patience };
        try
        {
            using var told = JsonDocument.Parse(await http.GetByteArrayAsync(uri, cancel));
            var channels = told.RootElement.GetProperty("providers").EnumerateArray().Select(static c => (Name: c.GetProperty("name").GetString()!, State: c.GetProperty("state").GetString())).ToList();
            return new GatewayThere(
                told.RootElement.GetProperty("version").GetString()!, channels.Count, told.RootElement.GetProperty("routing_paused").GetBoolean(),
                [.. channels.Where(static c => c.State is "cooling" or "failing").Select(static c => c.Name)]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException or NotSupportedException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }
}
