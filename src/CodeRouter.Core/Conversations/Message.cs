namespace CodeRouter.Core.Conversations;

public enum Role : byte { System, User, Assistant, Tool }

public enum PartKind : byte { Text, ToolCall, ToolResult, Image, Document, Audio, Reasoning, Other }

/// <summary>
/// One piece of a message, read for understanding (never for rewriting: what is forwarded are the caller's bytes).
/// Texts may be shortened by <see cref="ReadLimits"/>; <see cref="FullLength"/> says how long the original was.
/// </summary>
/// <param name="Kind">What this part is.</param>
/// <param name="Text">Text of a text or reasoning part; the text of a tool result (its text parts joined by a newline); null else.</param>
/// <param name="ToolName">Name of the called tool, on a call; on a result only where the dialect repeats it (Gemini).</param>
/// <param name="ToolId">Call id that joins a call and its result; null where the dialect sent none.</param>
/// <param name="Arguments">Arguments of a call as the JSON text (or free text, for custom tools) the model wrote.</param>
/// <param name="IsError">The error flag of a tool result where the dialect has one (Anthropic <c>is_error</c>; Gemini <c>response.error</c>).</param>
/// <param name="FullLength">Characters of the original text before shortening.</param>
public readonly record struct Part(
    PartKind Kind,
    string? Text = null,
    string? ToolName = null,
    string? ToolId = null,
    string? Arguments = null,
    bool? IsError = null,
    int FullLength = 0);

/// <summary>One message in neutral form. A dialect's stand-alone items (a Responses function_call) are messages of one part.</summary>
public sealed record Message(Role Role, IReadOnlyList<Part> Parts);

/// <summary>How much text of a part is worth reading: a huge tool output keeps its head and tail with a mark between them.</summary>
public readonly record struct ReadLimits(int HeadChars, int TailChars)
{
    public static ReadLimits Default { get; } = new(4096, 12288);
}
