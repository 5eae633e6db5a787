using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects.AnthropicMessages;
using CodeRouter.Core.Dialects.Gemini;
using CodeRouter.Core.Dialects.OpenAIChat;
using CodeRouter.Core.Dialects.OpenAIResponses;
using CodeRouter.Core.Dialects.OpenAIServices;

namespace CodeRouter.Core.Dialects;

/// <summary>Every wire format, each once. A dialect holds no state, so one instance serves all requests.</summary>
public static class BuiltInDialects
{
    private static readonly IDialect[] ByFormat = [new ChatDialect(), new ResponsesDialect(), new MessagesDialect(), new GeminiDialect()];

    public static IReadOnlyList<IDialect> All => ByFormat;

    /// <summary>Embeddings, moderations, pictures, sounds and rankings: OpenAI's errors, answers of which only the usage is read.</summary>
    public static IDialect Services { get; } = new ServiceDialect();

    public static IDialect Of(WireFormat format) => ByFormat[(int)format];
}
