using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard;

/// <summary>
/// A page: a Razor component whose code beside it reads what is to be shown, once, and whose markup then shows it. An instance is made
/// for every visit, so what was read stands in its own fields.
/// </summary>
public abstract class PageView : ComponentBase
{
    /// <summary>The page's markup, with what its fields hold by the time it is written.</summary>
    private protected RenderFragment Markup => BuildRenderTree;

    private protected Reply Shows(string title, int status = 200) => new(title, Markup, status);
}
