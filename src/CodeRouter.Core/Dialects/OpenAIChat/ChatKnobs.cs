using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads what a chat request needs, looking at part types only, never into texts.</summary>
internal static class ChatKnobs
{
    public static RequestKnobs Read(RequestView request)
    {
        bool partly = MayHoldParts(request.Scan);
        var needs = Capability.None;
        var wishes = Capability.None;
        for (int i = 0; i < request.Scan.Messages.Count && partly; i++)
        {
            needs |= OfMessage(new JsonSpan(request.MessageAt(i)));
        }

        bool ownTools = new JsonSpan(request.Find("functions"u8)).HasItems;
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var type = tool["type"u8];
            var served = ServerTools.Capability(type);
            ownTools |= served == Capability.None;
            wishes |= served;
        }

        if (request.Scan.Find(request.Body.Span, "web_search_options"u8) is { IsEmpty: false } options && new JsonSpan(request[options]).IsObject)
        {
            needs |= Capability.WebSearch;
        }

        if (ownTools)
        {
            needs |= Capability.Tools;
        }

        (needs, wishes) = ServerTools.Settle(needs, wishes, ownTools, new JsonSpan(request.Find("tool_choice"u8)));
        if (new JsonSpan(request.Find("response_format"u8))["type"u8].Is("json_schema"u8))
        {
            needs |= Capability.JsonSchema;
        }

        int? max = new JsonSpan(request.Find("max_completion_tokens"u8)).Int() ?? new JsonSpan(request.Find("max_tokens"u8)).Int();
        bool usage = new JsonSpan(request.Find("stream_options"u8))["include_usage"u8].IsTrue;
        return new RequestKnobs(max, needs, usage, new JsonSpan(request.Find("temperature"u8)).Double()) { Wishes = wishes };
    }

    // Nearly all histories are text and calls, and the scan has told so: their messages are not walked for parts.
    private static bool MayHoldParts(BodyScan scan) => scan.MayHold("image_url"u8) || scan.MayHold("image"u8) || scan.MayHold("video_url"u8) || scan.MayHold("input_audio"u8) || scan.MayHold("file"u8) || scan.MayHold("document_url"u8);

    private static Capability OfMessage(JsonSpan message)
    {
        var needs = Capability.None;
        foreach (var part in message["content"u8].Elements)
        {
            var type = part["type"u8];
            if (type.Is("image_url"u8) || type.Is("image"u8) || type.Is("video_url"u8))
            {
                needs |= Capability.Vision;
            }
            else if (type.Is("input_audio"u8))
            {
                needs |= Capability.Audio;
            }
            else if (type.Is("file"u8) || type.Is("document_url"u8))
            {
                needs |= Capability.Documents;
            }
        }

        return needs;
    }
}
