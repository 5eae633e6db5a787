using System.Net;

namespace CodeRouter.Config;

/// <summary>
/// How the program's own calls leave this machine: through the proxy that the environment names (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>), but for this
/// machine and its network, which no proxy elsewhere leads to. A key is sent along with most of them: it follows no redirect.
/// </summary>
public sealed class WayOut : IWebProxy
{
    private WayOut()
    {
    }

    public static WayOut OfEnvironment { get; } = new();

    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException();
    }

    public static SocketsHttpHandler Handler(TimeSpan connectTimeout) =>
        new() { Proxy = OfEnvironment, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = connectTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => EndpointAddress.IsLocal(host) || HttpClient.DefaultProxy.IsBypassed(host);
}
