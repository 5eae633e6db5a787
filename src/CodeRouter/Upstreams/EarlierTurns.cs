using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>
/// A conversation whose earlier part the request only names. The channel that answered it has that part itself; any other gets it written out.
/// </summary>
/// <param name="channel">Name of the channel that gave the named answer.</param>
/// <param name="whole">The request with everything before it written out; asked for once, and only where it is needed.</param>
public sealed class EarlierTurns(string channel, Func<RequestView> whole)
{
    private RequestView? _whole;

    public string Channel => channel;

    public RequestView Whole => _whole ??= whole();
}
