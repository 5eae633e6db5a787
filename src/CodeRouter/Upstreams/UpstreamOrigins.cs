using System.Collections.Concurrent;
using System.Net;
using CodeRouter.Config;

namespace CodeRouter.Upstreams;

/// <summary>
/// One connection pool for each origin (scheme, host, port). No redirects (a provider's credentials follow nobody), no cookies, no
/// decompression (bytes pass as they are), no trace headers added. What is elsewhere is reached through the proxy that the environment names.
/// </summary>
public sealed class UpstreamOrigins(TimeSpan connectTimeout) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _clients = new(StringComparer.OrdinalIgnoreCase);

    public HttpMessageInvoker For(Uri address) =>
        _clients.GetOrAdd(address.GetLeftPart(UriPartial.Authority), _ => new Lazy<HttpMessageInvoker>(() => Create(address))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            if (client.IsValueCreated)
            {
                client.Value.Dispose();
            }
        }
    }

    private HttpMessageInvoker Create(Uri address) => new(
        new SocketsHttpHandler
        {
            UseProxy = !EndpointAddress.IsLocal(address),
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            // A caller's user-agent may hold any letter; the default would refuse to send it and make that look like a dead upstream.
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
            MaxConnectionsPerServer = int.MaxValue,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectTimeout = connectTimeout,
            // An answer abandoned midway is cancelled at once, never drained at the provider's price.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
        },
        disposeHandler: true);
}
