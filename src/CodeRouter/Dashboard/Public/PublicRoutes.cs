using CodeRouter.Access;

namespace CodeRouter.Dashboard.Public;

/// <summary>The pages anybody may read who reaches the address: what this is at <c>/</c>, and how it is used below <c>/docs</c>. They hold nothing of the books.</summary>
public sealed class PublicRoutes
{
    private readonly DashboardParts _parts;
    private readonly ApiReference _reference;
    private readonly IReadOnlyList<PublicPage> _pages;

    public PublicRoutes(DashboardParts parts)
    {
        _parts = parts;
        _reference = new ApiReference(parts);
        _pages =
        [
            new PublicPage("/", "Home", "CodeRouter", typeof(LandingPage)),
            new PublicPage("/docs", "Guide", "Guide", typeof(GuidePage)),
            new PublicPage("/docs/api", "API", "API reference", typeof(DataApiPage)),
            new PublicPage("/docs/api/admin", "Administration API", "Administration API", typeof(AdminApiPage)),
            new PublicPage("/docs/recipes", "Recipes", "Recipes for applications", typeof(RecipesPage)),
            new PublicPage("/docs/help", "Help", "Help", typeof(HelpPage)),
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
        var visit = new PublicVisit(snapshot, ReachedAt.Of(snapshot.Settings, http.Request), snapshot.Admission.KeysAreRequiredSomewhere ? "YOUR-KEY" : Hosts.GatewayAddress.NoKey, _reference);
        PageHeaders.Write(http.Response.Headers);
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            string text = await Rendering.TextAsync(http.Request, to =>
            {
                to.OpenComponent<PublicFrame>(0);
                to.AddComponentParameter(1, nameof(PublicFrame.Page), page);
                to.AddComponentParameter(2, nameof(PublicFrame.All), _pages);
                to.AddComponentParameter(3, nameof(PublicFrame.Visit), visit);
                to.CloseComponent();
            });
            await http.Response.WriteAsync(text, http.RequestAborted);
        }
    }
}
