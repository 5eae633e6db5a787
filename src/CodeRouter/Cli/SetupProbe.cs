using CodeRouter.Config;
using CodeRouter.Hosts;

namespace CodeRouter.Cli;

/// <summary>Whether the gateway that an agent was just pointed at is there and takes its key; the agent itself would only say that it cannot connect.</summary>
public static class SetupProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What to do first; null where the agent can start.</summary>
    public static async Task<string?> AskAsync(string address, string key, string host)
    {
        using var http = new HttpClient(WayOut.Handler(Patience)) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, address + "/v1/models");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden
                ? $"The gateway at {address} does not take this key. Make one with coderouter keys create NAME, then: coderouter setup {host}{GatewayAddress.SetupOptions(address, "KEY")}"
                : answer.IsSuccessStatusCode ? null
                : $"What answers at {address} is no gateway of ours ({(int)answer.StatusCode} to GET /v1/models). Give it an address of its own, coderouter serve --listen 127.0.0.1:PORT, then: coderouter setup {host} --url http://127.0.0.1:PORT";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return $"No gateway answers at {address} yet. Start it first: coderouter serve";
        }
    }
}
