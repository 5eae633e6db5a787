namespace CodeRouter.Dashboard;

/// <summary>What all pages have around them: header, navigation, one heading, footer.</summary>
internal static class Frame
{
    public static string Of(string title, Html body, string? current, IReadOnlyList<PageEntry> pages, string router, Html? account)
    {
        var page = new Html().Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title} · {router}</title><link rel=\"stylesheet\" href=\"/dashboard/assets/dashboard.css\"><link rel=\"icon\" href=\"data:,\"><script src=\"/dashboard/assets/dashboard.js\" defer></script><script src=\"/dashboard/assets/live.js\" defer></script></head><body><a class=\"skip\" href=\"#content\">Skip to content</a><header><a class=\"name\" href=\"/dashboard\">{router}</a><span class=\"account\">{account}</span></header>");
        if (pages.Count > 0)
        {
            page.Add($"<nav aria-label=\"Pages\"><ul>");
            foreach (var entry in pages)
            {
                string path = entry.Path.Length == 0 ? "/dashboard" : "/dashboard/" + entry.Path;
                page.Add($"<li><a href=\"{path}\"{(entry.Path == current ? Current : null)}>{entry.Title}</a></li>");
            }

            page.Add($"</ul></nav>");
        }

        return page.Add($"<main id=\"content\" tabindex=\"-1\"><h1>{title}</h1>{body}</main><footer><a href=\"/\">CodeRouter</a></footer></body></html>").ToString();
    }

    private static readonly Html Current = new Html().Add($" aria-current=\"page\"");
}
