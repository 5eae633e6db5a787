using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>Which of the texts of a streamed answer.</summary>
/// <param name="Group">The choice, candidate, block or item it belongs to, by its index.</param>
/// <param name="Sub">Which of that one's texts.</param>
internal readonly record struct TextName(int Group, int Sub);

/// <summary>What kind of text a piece of a stream belongs to.</summary>
internal enum TextKind : byte
{
    Said,

    /// <summary>Arguments of a call: JSON, written into a string.</summary>
    Arguments,

    Reasoning,

    /// <summary>Reasoning that the provider signs: one changed letter and it is refused when it comes back.</summary>
    SignedReasoning,
}

/// <summary>A piece that an event adds to a text.</summary>
/// <param name="At">Where it stands in the event's data: between the quotes, still escaped.</param>
internal readonly record struct EventText(TextName Name, Slice At, TextKind Kind);
