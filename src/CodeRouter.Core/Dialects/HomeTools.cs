using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Whether a request offers tools that only a provider of its own format can run. Looks at tools' types alone, since routing asks before
/// anything is translated; the translators say the same of each tool when they meet it.
/// </summary>
public static class HomeTools
{
    /// <summary>Run by the caller, under a type of its vendor's.</summary>
    private static readonly string[] OwnTypes = ["function", "custom", "namespace", "local_shell", "shell", "apply_patch", "bash_", "text_editor_", "memory_"];

    public static bool AreIn(RequestView request)
    {
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            if (request.Format == WireFormat.Gemini ? IsGoogles(tool) : IsServed(tool["type"u8]))
            {
                return true;
            }
        }

        return request.Format == WireFormat.AnthropicMessages && new JsonSpan(request.Find("mcp_servers"u8)).HasItems;
    }

    private static bool IsServed(JsonSpan type)
    {
        if (!type.HasText || type.Is("function"u8))
        {
            return false;
        }

        string name = type.Text()!;
        return !Array.Exists(OwnTypes, own => own.EndsWith('_') ? name.StartsWith(own, StringComparison.Ordinal) : string.Equals(name, own, StringComparison.Ordinal))
            && ServerToolNames.Of(name) is not (ServerToolNames.WebSearch or ServerToolNames.ToolSearch);
    }

    private static bool IsGoogles(JsonSpan tool)
    {
        var members = tool.Members;
        while (members.MoveNext())
        {
            if (!members.Is("functionDeclarations"u8) && !members.Is("function_declarations"u8) && ServerToolNames.Of(JsonText.Decode(members.Name)) is not ServerToolNames.WebSearch)
            {
                return true;
            }
        }

        return false;
    }
}
