using CodeRouter.Access;

namespace CodeRouter.Gateway;

/// <summary>
/// Pages that call models from the browser: those <see cref="HostGuard"/> lets through are told that they may, and may read the answer. A key
/// is sent with each call, so there is nothing a browser could add in its user's name.
/// </summary>
internal static class WebPages
{
    /// <returns>True where it was the browser's question before the call, and is answered.</returns>
    public static bool Answer(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (request.Headers.Origin is not [{ } origin, ..] || !HostGuard.CallsModels(request.Path))
        {
            return false;
        }

        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlExposeHeaders = "*";
        response.Headers.Append("Vary", "Origin");
        if (!HttpMethods.IsOptions(request.Method) || request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }

        response.StatusCode = 204;
        response.Headers.AccessControlAllowMethods = "GET, HEAD, POST, OPTIONS";
        response.Headers.AccessControlAllowHeaders = request.Headers.AccessControlRequestHeaders;
        response.Headers.AccessControlMaxAge = "600";
        if (request.Headers.ContainsKey("Access-Control-Request-Private-Network"))
        {
            response.Headers["Access-Control-Allow-Private-Network"] = "true";
        }

        return true;
    }
}
