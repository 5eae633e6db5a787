namespace CodeRouter.Dashboard;

/// <summary>What every page tells the browser not to do.</summary>
internal static class PageHeaders
{
    public static void Write(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: browsers send forms with "Origin: null" then, which nobody could tell from a stranger's.
        headers["Referrer-Policy"] = "same-origin";
    }
}
