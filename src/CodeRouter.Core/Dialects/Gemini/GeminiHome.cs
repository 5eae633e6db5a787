using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Replaces thought signatures that carry another vendor's state by the word that asks for no check.</summary>
internal static class GeminiHome
{
    public static void Strip(RequestView request, BodyEdits edits)
    {
        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            foreach (var part in new JsonSpan(request.MessageAt(i))["parts"u8].Elements)
            {
                var signature = part.Either("thoughtSignature"u8, "thought_signature"u8);
                if (ReasoningCarrier.IsEncodedIn(signature.Raw))
                {
                    edits.Replace(signature.Raw, "\"skip_thought_signature_validator\""u8);
                }
            }
        }
    }
}
