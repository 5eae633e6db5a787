using CodeRouter.Gateway;

namespace CodeRouter.Dashboard.Public;

/// <summary>A page without sign-in: where it is, what links to it say, its heading, what stands below that.</summary>
internal sealed record PublicPage(string Path, string Link, string Heading, Action<PublicVisit, Html> Write);

/// <summary>What such a page may know.</summary>
/// <param name="Address">The router's address as this visitor reaches it, without a slash at the end.</param>
/// <param name="Key">What stands for a key in examples.</param>
internal sealed record PublicVisit(GatewaySnapshot Snapshot, string Address, string Key);
