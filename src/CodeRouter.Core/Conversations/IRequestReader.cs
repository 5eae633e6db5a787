namespace CodeRouter.Core.Conversations;

/// <summary>What reading a step needs of a wire format: messages, the system opening and the tool names. A dialect is one of these.</summary>
public interface IRequestReader
{
    /// <summary>One element of the message list in neutral form; never throws, unknown shapes give parts of kind Other.</summary>
    Message ReadMessage(ReadOnlySpan<byte> element, ReadLimits limits);

    /// <summary>The opening of the system prompt (all system texts joined), at most so many characters; empty when none.</summary>
    string ReadSystemOpening(RequestView request, int maxChars);

    /// <summary>Names of the offered tools, in order; namespaced ones as <c>namespace.name</c>.</summary>
    IReadOnlyList<string> ReadToolNames(RequestView request);
}
