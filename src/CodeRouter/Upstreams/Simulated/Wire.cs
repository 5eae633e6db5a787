using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Ways to end a connection that no well-behaved server uses.</summary>
internal static class Wire
{
    /// <summary>A reset on the socket: the peer reads "connection reset".</summary>
    public static void Reset(HttpContext http)
    {
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        http.Abort();
    }

    /// <summary>An orderly close without an answer: the peer reads an end of stream.</summary>
    public static void Close(HttpContext http)
    {
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.Shutdown(SocketShutdown.Both);
        }

        http.Abort();
    }

    /// <summary>Nothing, until the caller leaves.</summary>
    public static Task Silence(HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
}
