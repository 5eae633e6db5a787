using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads what a Messages request needs, looking at block types only, never into texts.</summary>
internal static class MessagesKnobs
{
    public static RequestKnobs Read(RequestView request)
    {
        bool partly = MayHoldParts(request.Scan);
        var needs = Capability.None;
        for (int i = 0; i < request.Scan.Messages.Count && partly; i++)
        {
            needs |= OfBlocks(new JsonSpan(request.MessageAt(i))["content"u8]);
        }

        var served = Capability.None;
        bool ownTools = false;
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var capability = ServerTools.Capability(tool["type"u8]);
            served |= capability;
            ownTools |= capability == Capability.None;
        }

        if (ownTools)
        {
            needs |= Capability.Tools;
        }

        (needs, var wishes) = ServerTools.Settle(needs, served, ownTools, new JsonSpan(request.Find("tool_choice"u8)));
        var format = new JsonSpan(request.Find("output_config"u8))["format"u8];
        if (format["type"u8].Is("json_schema"u8) || new JsonSpan(request.Find("output_format"u8))["type"u8].Is("json_schema"u8))
        {
            needs |= Capability.JsonSchema;
        }

        int? max = new JsonSpan(request.Find("max_tokens"u8)).Int();
        return new RequestKnobs(max, needs, false, new JsonSpan(request.Find("temperature"u8)).Double()) { Wishes = wishes };
    }

    // Nearly all histories are text and calls, and the scan has told so: their messages are not walked for parts.
    private static bool MayHoldParts(BodyScan scan) => scan.MayHold("image"u8) || scan.MayHold("document"u8);

    private static Capability OfBlocks(JsonSpan blocks)
    {
        var needs = Capability.None;
        foreach (var block in blocks.Elements)
        {
            var type = block["type"u8];
            if (type.Is("image"u8))
            {
                needs |= Capability.Vision;
            }
            else if (type.Is("document"u8))
            {
                // Plain text under this name is text to anybody.
                needs |= block["source"u8]["type"u8].Is("text"u8) ? Capability.None : Capability.Documents;
            }
            else if (type.Is("tool_result"u8))
            {
                needs |= OfBlocks(block["content"u8]);
            }
        }

        return needs;
    }
}
