using CodeRouter.Access;

namespace CodeRouter.Gateway;

/// <summary>
/// Where a proxy serves the router below a path (<c>server.public_url: https://host/router</c>): that path becomes the request's base, which
/// the pages put before every address of their own. Whether the proxy takes it off or leaves it on, the rest of the program sees the path without it.
/// </summary>
internal sealed class BelowPath(GatewayState state)
{
    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        if (state.Current.Settings.Server.PublicUrl is { AbsolutePath.Length: > 1 } url)
        {
            var below = PathString.FromUriComponent(url.AbsolutePath.TrimEnd('/'));
            if (request.Path.StartsWithSegments(below, StringComparison.Ordinal, out var rest))
            {
                (request.PathBase, request.Path) = (below, rest.HasValue ? rest : "/");
            }
            else if (Peers.CameBy(url, request))
            {
                request.PathBase = below;
            }
        }

        return next(http);
    }
}
