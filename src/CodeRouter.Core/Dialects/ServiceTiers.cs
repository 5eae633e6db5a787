using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Which of its lines, faster or cheaper, a vendor is to serve a request on.</summary>
internal static class ServiceTiers
{
    /// <summary>As both of OpenAI's formats take it for OpenAI's own models; null where nothing is to be said.</summary>
    public static string? At(string model, Conversation conversation) =>
        OpenAIModels.IsOwn(model) && conversation.ServiceTier is "flex" or "priority" or "scale" ? conversation.ServiceTier : null;

    /// <summary>Whether the caller asked for another line than the usual one, and does not get it.</summary>
    /// <param name="to">Null for forms that only upstreams speak.</param>
    public static bool IsLost(Conversation conversation, WireFormat? to, string model) =>
        conversation.ServiceTier is not (null or "" or "auto" or "default" or "standard" or "unspecified")
        && (to is not (WireFormat.OpenAIChat or WireFormat.OpenAIResponses) || At(model, conversation) is null);
}
