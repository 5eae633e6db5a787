using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>How a tool that takes free text is offered where only JSON arguments are known.</summary>
internal static class ToolTexts
{
    public static ReadOnlySpan<byte> FreeTextSchema => "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\",\"description\":\"The whole input of the tool, as plain text.\"}},\"required\":[\"input\"],\"additionalProperties\":false}"u8;

    public static string? Description(ToolOffer tool)
    {
        if (tool.Kind != ToolKind.Custom || tool.Grammar is null)
        {
            return tool.Description;
        }

        string grammar = new JsonSpan(tool.Grammar)["definition"u8].Text() ?? new JsonSpan(tool.Grammar)["grammar"u8]["definition"u8].Text() ?? "";
        string opening = string.IsNullOrEmpty(tool.Description) ? "" : tool.Description + "\n\n";
        return grammar.Length == 0 ? tool.Description : opening + "The input must follow this grammar:\n" + grammar;
    }

    /// <summary>The free text inside arguments that were written for <see cref="FreeTextSchema"/>.</summary>
    public static string FreeText(string arguments)
    {
        byte[] json = Encoding.UTF8.GetBytes(arguments);
        return JsonScanner.IsWellFormed(json) && JsonSpan.Of(json)["input"u8].Text() is { } input ? input : arguments;
    }

    /// <summary>A call as the caller offered its tool: own name, namespace, free text.</summary>
    public static Content AsOffered(Content call, ToolNames names)
    {
        if (call.Name is null || names.Offered(call.Name) is not { } offer)
        {
            return call;
        }

        var own = call with { Name = offer.Name, Namespace = offer.Namespace };
        return offer.Kind == ToolKind.Custom && !call.IsFreeText ? own with { IsFreeText = true, Arguments = FreeText(call.Arguments) } : own;
    }

    /// <summary>The step that opens a block, calls as they were offered.</summary>
    public static AnswerEvent Start(int slot, Content block, ToolNames names)
    {
        var own = AsOffered(block, names);
        return new AnswerEvent(AnswerEventKind.BlockStart) { Slot = slot, Block = own.IsFreeText && !block.IsFreeText ? own with { Arguments = "" } : own, IsWrapped = own.IsFreeText && !block.IsFreeText };
    }
}
