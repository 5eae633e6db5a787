namespace CodeRouter.Dashboard;

/// <summary>Stylesheets and scripts, out of the program itself: the dashboard works without a network.</summary>
internal static class Asset
{
    public static async Task WriteAsync(HttpContext http, string name)
    {
        string? type = Path.GetExtension(name) switch { ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8", _ => null };
        if (type is null || typeof(Asset).Assembly.GetManifestResourceStream("dashboard." + name) is not { } stream)
        {
            http.Response.StatusCode = 404;
            return;
        }

        await using (stream)
        {
            http.Response.ContentType = type;
            http.Response.ContentLength = stream.Length;
            http.Response.Headers.CacheControl = "no-cache";
            if (!HttpMethods.IsHead(http.Request.Method))
            {
                await stream.CopyToAsync(http.Response.Body, http.RequestAborted);
            }
        }
    }
}
