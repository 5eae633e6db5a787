using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads what a Responses request needs, looking at item and part types only, never into texts.</summary>
internal static class ResponsesKnobs
{
    public static RequestKnobs Read(RequestView request)
    {
        bool partly = MayHoldParts(request.Scan);
        var needs = Capability.None;
        var served = Capability.None;
        bool ownTools = false;
        OfTools(new JsonSpan(request.Find("tools"u8)), ref served, ref ownTools);
        for (int i = 0; i < request.Scan.Messages.Count && partly; i++)
        {
            var item = new JsonSpan(request.MessageAt(i));
            var members = item.Members;
            while (members.MoveNext())
            {
                if (members.Is("content"u8) || members.Is("output"u8))
                {
                    needs |= OfParts(members.Value);
                }
                else if (members.Is("tools"u8))
                {
                    OfTools(members.Value, ref served, ref ownTools);
                }
            }
        }

        if (ownTools)
        {
            needs |= Capability.Tools;
        }

        (needs, var wishes) = ServerTools.Settle(needs, served, ownTools, new JsonSpan(request.Find("tool_choice"u8)));
        if (new JsonSpan(request.Find("text"u8))["format"u8]["type"u8].Is("json_schema"u8))
        {
            needs |= Capability.JsonSchema;
        }

        int? max = new JsonSpan(request.Find("max_output_tokens"u8)).Int();
        return new RequestKnobs(max, needs, false, new JsonSpan(request.Find("temperature"u8)).Double()) { Wishes = wishes };
    }

    // Nearly all histories are text and calls, and the scan has told so: their messages are not walked for parts.
    private static bool MayHoldParts(BodyScan scan) => scan.MayHold("input_image"u8) || scan.MayHold("input_file"u8) || scan.MayHold("input_audio"u8) || scan.MayHold("computer_screenshot"u8) || scan.MayHold("tools"u8);

    private static void OfTools(JsonSpan tools, ref Capability served, ref bool ownTools)
    {
        foreach (var tool in tools.Elements)
        {
            var type = tool["type"u8];
            var capability = ServerTools.Capability(type);
            served |= capability;
            ownTools |= capability == Capability.None;
        }
    }

    private static Capability OfParts(JsonSpan parts)
    {
        var needs = Capability.None;
        if (parts.IsObject)
        {
            return parts["type"u8].Is("computer_screenshot"u8) ? Capability.Vision : Capability.None;
        }

        foreach (var part in parts.Elements)
        {
            var type = part["type"u8];
            if (type.Is("input_image"u8))
            {
                needs |= Capability.Vision;
            }
            else if (type.Is("input_file"u8))
            {
                needs |= Capability.Documents;
            }
            else if (type.Is("input_audio"u8))
            {
                needs |= Capability.Audio;
            }
        }

        return needs;
    }
}
