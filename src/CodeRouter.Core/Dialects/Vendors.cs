using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Who makes the reasoning state a format carries, unless the channel says otherwise.</summary>
internal static class Vendors
{
    public const string Anthropic = "anthropic";
    public const string OpenAI = "openai";
    public const string Google = "google";

    /// <summary>Plain reasoning_content: readable by any server that writes it.</summary>
    public const string Chat = "chat";

    public static string Of(WireFormat format) => format switch
    {
        WireFormat.AnthropicMessages => Anthropic,
        WireFormat.OpenAIResponses => OpenAI,
        WireFormat.Gemini => Google,
        _ => Chat,
    };
}
