using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>A text that somebody wrote, in a request body.</summary>
/// <param name="Inner">Where it stands: between the quotes, still escaped.</param>
/// <param name="Signed">It is part of a block the provider signed: one changed byte and the provider refuses it.</param>
/// <param name="FromTool">A tool said it, not the human and not the model.</param>
/// <param name="Member">Where the name stands of the member that holds it, still escaped; empty where the name is one of the wire format's.</param>
public readonly record struct TextPlace(Slice Inner, bool Signed, bool FromTool, Slice Member = default)
{
    /// <summary>A file in base64 that was declared as text: between its quotes, and behind the head of a <c>data:</c> address.</summary>
    public bool Wrapped { get; init; }
}
