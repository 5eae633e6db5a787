using System.Net.Sockets;
using System.Security.Authentication;

namespace CodeRouter.Upstreams;

/// <summary>Why there was no connection, and what to do about it; without the address, since callers read it.</summary>
/// <param name="Why">After a colon, without a full stop.</param>
/// <param name="Remedy">Whole sentences.</param>
public readonly record struct NoConnection(string Why, string Remedy)
{
    private const string WayOut = "where a proxy leads out, set HTTPS_PROXY.";

    public override string ToString() => $"{Why}. {Remedy}";

    public static NoConnection Of(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new("the proxy of the environment does not lead there", "Check HTTPS_PROXY; NO_PROXY names what is asked directly."),
        AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new("its certificate is not trusted here or not for that name, or it speaks no TLS", "Name the file of your own authority with SSL_CERT_FILE, or write http where that is meant."),
        SocketException socket => Of(socket.SocketErrorCode),
        { InnerException: { } inner } => Of(inner),
        OperationCanceledException or TimeoutException => Of(SocketError.TimedOut),
        _ => new(e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal), "Check the address, its protocol and the network."),
    };

    private static NoConnection Of(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => new("its name is not known here", $"Check how it is spelt, and this machine's DNS; {WayOut}"),
        SocketError.ConnectionRefused => new("nothing listens there", "Check that the server runs, and its port."),
        SocketError.TimedOut => new("it does not take up the connection", $"Check the address and what stands between; {WayOut}"),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => new("no way leads there from here", $"Check the network; {WayOut}"),
        _ => new(error.ToString(), "Check the address and the network."),
    };
}
