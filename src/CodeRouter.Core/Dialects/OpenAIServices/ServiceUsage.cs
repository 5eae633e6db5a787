using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects.OpenAIChat;

namespace CodeRouter.Core.Dialects.OpenAIServices;

/// <summary>The tokens an answer of such a service reports; null where it bills by the second, the search or the picture.</summary>
internal static class ServiceUsage
{
    public static Usage? In(JsonSpan root)
    {
        var tally = new UsageTally();
        Read(root, tally);
        return tally.Usage;
    }

    public static void Read(JsonSpan root, UsageTally tally)
    {
        ChatUsage.Read(root["usage"u8], tally);
        if (tally.Any)
        {
            return;
        }

        // Rerankers keep it under "meta": "tokens", or what is billed where that is tokens and not searches.
        var meta = root["meta"u8];
        ChatUsage.Read(meta["tokens"u8], tally);
        if (!tally.Any)
        {
            ChatUsage.Read(meta["billed_units"u8], tally);
        }
    }
}
