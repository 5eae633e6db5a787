namespace CodeRouter.Dashboard.Public;

/// <summary>What pages without sign-in have around them.</summary>
internal static class PublicFrame
{
    public static string Of(PublicPage page, Html body, IReadOnlyList<PublicPage> all)
    {
        string title = page.Path == "/" ? "CodeRouter" : page.Heading + " · CodeRouter";
        var text = new Html().Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><link rel=\"stylesheet\" href=\"/dashboard/assets/dashboard.css\"><link rel=\"icon\" href=\"data:,\"><script src=\"/dashboard/assets/dashboard.js\" defer></script></head><body class=\"public\"><a class=\"skip\" href=\"#content\">Skip to content</a><header><a class=\"name\" href=\"/\">CodeRouter</a><span class=\"account\"><a href=\"/dashboard\">Dashboard</a></span></header><nav aria-label=\"Pages\"><ul>");
        foreach (var one in all)
        {
            text.Add($"<li><a href=\"{one.Path}\"{(one == page ? Current : null)}>{one.Link}</a></li>");
        }

        return text.Add($"</ul></nav><main id=\"content\" tabindex=\"-1\"><h1>{page.Heading}</h1>{body}</main><footer>CodeRouter {Gateway.ServiceEndpoints.Version}</footer></body></html>").ToString();
    }

    private static readonly Html Current = new Html().Add($" aria-current=\"page\"");
}
