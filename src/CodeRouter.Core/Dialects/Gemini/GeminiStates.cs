using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Thought signatures. Other vendors' states travel in them too; as the field is base64 to the vendor's SDKs, so is the carrier.</summary>
internal static class GeminiStates
{
    /// <summary>What the vendor documents for histories whose signatures it never saw.</summary>
    public static ReadOnlySpan<byte> SkipCheck => "skip_thought_signature_validator"u8;

    public static ReasoningState? Of(JsonSpan part)
    {
        var signature = part.Either("thoughtSignature"u8, "thought_signature"u8);
        if (!signature.HasText || signature.Inner.SequenceEqual(SkipCheck))
        {
            return null;
        }

        string text = signature.Text()!;
        if (signature.Inner.StartsWith("Y3JzMS"u8))
        {
            try
            {
                return ReasoningCarrier.Unwrap(Encoding.UTF8.GetString(Convert.FromBase64String(text)), Vendors.Google);
            }
            catch (FormatException)
            {
                return null;
            }
        }

        return new ReasoningState(Vendors.Google, text);
    }

    public static string Field(ReasoningState state) =>
        state.Origin is Vendors.Google ? state.Data : Convert.ToBase64String(Encoding.UTF8.GetBytes(ReasoningCarrier.Wrap(state)));
}
