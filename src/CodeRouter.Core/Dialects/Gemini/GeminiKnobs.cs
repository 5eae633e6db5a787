using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Reads what a Gemini request needs, looking at part kinds only, never into texts.</summary>
internal static class GeminiKnobs
{
    public static RequestKnobs Read(RequestView request)
    {
        bool partly = MayHoldParts(request.Scan);
        var needs = Capability.None;
        for (int i = 0; i < request.Scan.Messages.Count && partly; i++)
        {
            needs |= OfParts(new JsonSpan(request.MessageAt(i))["parts"u8]);
        }

        var served = Capability.None;
        bool ownTools = false;
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var members = tool.Members;
            while (members.MoveNext())
            {
                if (members.Is("functionDeclarations"u8) || members.Is("function_declarations"u8))
                {
                    ownTools |= members.Value.HasItems;
                }
                else
                {
                    served |= Served(members);
                }
            }
        }

        if (ownTools)
        {
            needs |= Capability.Tools;
        }

        (needs, var wishes) = ServerTools.Settle(needs, served, ownTools, default);
        var config = Config(request);
        if (config.Either("responseSchema"u8, "response_schema"u8).Exists || config.Either("responseJsonSchema"u8, "response_json_schema"u8).Exists)
        {
            needs |= Capability.JsonSchema;
        }

        int? max = config.Either("maxOutputTokens"u8, "max_output_tokens"u8).Int();
        return new RequestKnobs(max, needs, false, config["temperature"u8].Double()) { Wishes = wishes };
    }

    // Nearly all histories are text and calls, and the scan has told so: their messages are not walked for parts.
    private static bool MayHoldParts(BodyScan scan) => scan.MayHold("inlineData"u8) || scan.MayHold("inline_data"u8) || scan.MayHold("fileData"u8) || scan.MayHold("file_data"u8);

    public static JsonSpan Config(RequestView request)
    {
        var config = new JsonSpan(request.Find("generationConfig"u8));
        return config.Exists ? config : new JsonSpan(request.Find("generation_config"u8));
    }

    private static Capability Served(MemberWalk tool)
    {
        if (tool.Is("codeExecution"u8) || tool.Is("code_execution"u8))
        {
            return Capability.CodeExecution;
        }

        if (tool.Is("computerUse"u8) || tool.Is("computer_use"u8))
        {
            return Capability.ComputerUse;
        }

        bool search = tool.Is("googleSearch"u8) || tool.Is("google_search"u8) || tool.Is("googleSearchRetrieval"u8)
            || tool.Is("google_search_retrieval"u8) || tool.Is("urlContext"u8) || tool.Is("url_context"u8) || tool.Is("enterpriseWebSearch"u8);
        return search ? Capability.WebSearch : Capability.None;
    }

    private static Capability OfParts(JsonSpan parts)
    {
        if (parts.IsObject)
        {
            return OfPart(parts);
        }

        var needs = Capability.None;
        foreach (var part in parts.Elements)
        {
            needs |= OfPart(part);
        }

        return needs;
    }

    private static Capability OfPart(JsonSpan part)
    {
        var members = part.Members;
        var needs = Capability.None;
        while (members.MoveNext())
        {
            if (members.Is("inlineData"u8) || members.Is("inline_data"u8) || members.Is("fileData"u8) || members.Is("file_data"u8))
            {
                needs |= GeminiContents.MediaKind(members.Value) switch
                {
                    PartKind.Image => Capability.Vision,
                    PartKind.Audio => Capability.Audio,
                    PartKind.Document => Capability.Documents,
                    _ => Capability.None,
                };
            }
            else if (members.Is("functionResponse"u8) || members.Is("function_response"u8))
            {
                needs |= OfParts(members.Value["parts"u8]);
            }
        }

        return needs;
    }
}
