namespace CodeRouter.Core.Dialects;

/// <summary>
/// Gemini's word for a call that the model wrote and nobody can read. Other formats have none: an agent that is told of an empty answer takes its
/// task for done, one that is told of a failure asks again.
/// </summary>
public static class UnfitCall
{
    /// <param name="finish">Why the answer ended, as the upstream says it.</param>
    public static bool Ends(string? finish) => finish is "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL";
}
