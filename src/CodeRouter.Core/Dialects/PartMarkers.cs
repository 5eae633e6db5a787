using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Whether any message may hold a part that is not text. Agents' histories are text and tool calls; a few searches over the bytes
/// tell so, and spare walking every message to its parts, which was a quarter of the work on a request of 1 MB.
/// </summary>
internal static class PartMarkers
{
    /// <summary>True when one of the words stands somewhere in the messages: then they are worth a walk.</summary>
    public static bool Any(RequestView request, ReadOnlySpan<byte[]> markers)
    {
        var messages = request.Scan.Messages;
        if (messages.Count == 0)
        {
            return false;
        }

        var region = request.Body.Span[messages[0].Start..messages[^1].End];
        foreach (byte[] marker in markers)
        {
            if (region.IndexOf(marker) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
