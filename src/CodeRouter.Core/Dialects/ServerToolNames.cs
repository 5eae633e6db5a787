using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects;

/// <summary>Server tools by one name for all vendors, and what becomes of them abroad.</summary>
internal static class ServerToolNames
{
    public const string WebSearch = "web_search";
    public const string CodeExecution = "code_execution";
    public const string ComputerUse = "computer_use";
    public const string Mcp = "mcp";
    public const string ToolSearch = "tool_search";

    public static string Of(string type) => type switch
    {
        _ when type.StartsWith("web_search", StringComparison.Ordinal) || type is "openrouter:web_search" or "googleSearch" or "google_search" or "googleSearchRetrieval" => WebSearch,
        _ when type.StartsWith("code_execution", StringComparison.Ordinal) || type is "code_interpreter" or "codeExecution" => CodeExecution,
        _ when type.StartsWith("computer", StringComparison.Ordinal) => ComputerUse,
        _ when type.StartsWith("tool_search", StringComparison.Ordinal) => ToolSearch,
        _ when type.StartsWith("mcp", StringComparison.Ordinal) => Mcp,
        _ => type,
    };

    /// <summary>
    /// The tools that can be offered to the target. A web search goes over to a vendor known to have its own; beside the caller's own tools it
    /// is left out with a loss; as the only tool, or the one that must be called, it is what the request is about, and is refused like every other
    /// server tool.
    /// </summary>
    public static List<ToolOffer> Keep(Conversation conversation, WritingTask task, string? mapped)
    {
        bool own = conversation.Tools.Any(t => t.Kind != ToolKind.Server);
        var kept = new List<ToolOffer>();
        foreach (var tool in conversation.Tools)
        {
            if (tool.Kind != ToolKind.Server)
            {
                kept.Add(tool);
            }
            else if (tool.ServerType is WebSearch && mapped is not null && task.IsKnownFor(Capability.WebSearch))
            {
                kept.Add(tool);
            }
            else if (tool.ServerType is ToolSearch || (own && tool.ServerType is WebSearch && conversation.ToolChoice?.ServerType is not WebSearch))
            {
                task.Losses.Add(tool.ServerType);
            }
            else
            {
                task.Refuse(422, tool.ServerType ?? "server_tool", $"The tool \"{tool.Name}\" is run by its own provider and cannot be offered to {task.Target.Model}. Ask for a model of that provider, or leave the tool out.");
            }
        }

        return kept;
    }
}
