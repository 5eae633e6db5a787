namespace CodeRouter.Core.Agents;

/// <summary>
/// Headers in which clients name their session. Agents that are recognised know their own; a client that is not, or that has none and was
/// given one by its user, is believed too: two conversations that begin alike are then told apart.
/// </summary>
internal static class SessionHeaders
{
    private static readonly string[] Names = ["x-session-id", "session-id", "session_id", "x-session-affinity", "x-conversation-id"];

    /// <summary>The session a client names; null when it names none.</summary>
    public static string? Read(AgentClues clues)
    {
        foreach (string name in Names)
        {
            if (clues.Header(name) is { } session && !string.IsNullOrWhiteSpace(session))
            {
                return session;
            }
        }

        return null;
    }
}
