using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects;

/// <summary>Tools that the provider runs itself, by the type an offered tool carries.</summary>
internal static class ServerTools
{
    /// <summary>What a model must be able to do for this tool; None for tools the caller runs.</summary>
    public static Capability Capability(JsonSpan type)
    {
        var name = type.Inner;
        if (name.StartsWith("web_search"u8) || name.StartsWith("web_fetch"u8) || name.SequenceEqual("openrouter:web_search"u8))
        {
            return Models.Capability.WebSearch;
        }

        if (name.StartsWith("code_execution"u8) || name.SequenceEqual("code_interpreter"u8))
        {
            return Models.Capability.CodeExecution;
        }

        return name.StartsWith("computer"u8) ? Models.Capability.ComputerUse : Models.Capability.None;
    }

    /// <summary>
    /// Server tools are needs; but a web search offered beside the caller's own tools and not asked for by name is only a wish.
    /// </summary>
    public static (Capability Needs, Capability Wishes) Settle(Capability needs, Capability served, bool ownTools, JsonSpan toolChoice)
    {
        bool forced = toolChoice.IsObject && !toolChoice["function"u8].Exists && toolChoice.Either("type"u8, "name"u8) is { HasText: true } type
            && (Capability(type) != Models.Capability.None || Capability(toolChoice["name"u8]) != Models.Capability.None);
        bool wish = ownTools && !forced;
        var soft = wish ? served & Models.Capability.WebSearch : Models.Capability.None;
        return (needs | (served & ~soft), soft);
    }
}
