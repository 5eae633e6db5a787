using CodeRouter.Access;

namespace CodeRouter.Dashboard.Public;

/// <summary>The pages anybody may read who reaches the address: what this is at <c>/</c>, and how it is used below <c>/docs</c>. They hold nothing of the books.</summary>
public sealed class PublicRoutes
{
    private readonly DashboardParts _parts;
    private readonly IReadOnlyList<PublicPage> _pages;

    public PublicRoutes(DashboardParts parts)
    {
        _parts = parts;
        var reference = new ApiReference(parts);
        _pages =
        [
            new PublicPage("/", "Home", "CodeRouter", LandingPage.Write),
            new PublicPage("/docs", "Guide", "Guide", GuidePage.Write),
            new PublicPage("/docs/api", "API", "API reference", (_, to) => reference.WriteData(to)),
            new PublicPage("/docs/api/admin", "Administration API", "Administration API", (_, to) => reference.WriteAdministration(to)),
            new PublicPage("/docs/recipes", "Recipes", "Recipes for applications", RecipesPage.Write),
            new PublicPage("/docs/help", "Help", "Help", HelpPage.Write),
        ];
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var page in _pages)
        {
            routes.MapMethods(page.Path, ["GET", "HEAD"], http => AnswerAsync(http, page));
        }
    }

    private async Task AnswerAsync(HttpContext http, PublicPage page)
    {
        var snapshot = _parts.State.Current;
        var body = new Html();
        page.Write(new PublicVisit(snapshot, ReachedAt.Of(snapshot.Settings, http.Request), snapshot.Admission.KeysAreRequiredSomewhere ? "YOUR-KEY" : "coderouter"), body);
        PageHeaders.Write(http.Response.Headers);
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.WriteAsync(PublicFrame.Of(page, body, _pages), http.RequestAborted);
        }
    }
}
