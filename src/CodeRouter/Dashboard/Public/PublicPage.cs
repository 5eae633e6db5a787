using CodeRouter.Gateway;
using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard.Public;

/// <summary>A page without sign-in: where it is, what links to it say, its heading, the component below that.</summary>
/// <param name="View">A <see cref="PublicView"/>.</param>
public sealed record PublicPage(string Path, string Link, string Heading, Type View);

/// <summary>What such a page may know.</summary>
/// <param name="Address">The router's address as this visitor reaches it, without a slash at the end.</param>
/// <param name="Key">What stands for a key in examples.</param>
/// <param name="Reference">The API's reference.</param>
public sealed record PublicVisit(GatewaySnapshot Snapshot, string Address, string Key, ApiReference Reference);

/// <summary>What stands below the heading of such a page.</summary>
public abstract class PublicView : ComponentBase
{
    [Parameter, EditorRequired]
    public PublicVisit Visit { get; set; } = null!;
}
