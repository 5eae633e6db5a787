using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Takes out of a request what another vendor's answers left in the caller's history. A session that was abroad and returns home brings
/// carriers in the fields of signatures; home would refuse them as invalid. Requests without a carrier are never touched.
/// </summary>
public static class ForeignReasoning
{
    /// <summary>The body without foreign reasoning; null where there is none, which the scan nearly always tells, and one search else.</summary>
    public static byte[]? Strip(RequestView request)
    {
        var body = request.Body.Span;
        if (!HasFields(request.Scan))
        {
            return null;
        }

        if (request.Format == WireFormat.Gemini ? !ReasoningCarrier.IsEncodedIn(body) : !ReasoningCarrier.IsIn(body))
        {
            return null;
        }

        var edits = new BodyEdits(request);
        Translator.Of(request.Format).StripForeign(request, edits);
        return edits.Any ? edits.Apply() : null;
    }

    // The fields in which some format keeps a model's own state.
    private static bool HasFields(BodyScan scan) => scan.MayHold("signature"u8) || scan.MayHold("redacted_thinking"u8) || scan.MayHold("encrypted_index"u8)
        || scan.MayHold("encrypted_content"u8) || scan.MayHold("reasoning_details"u8) || scan.MayHold("thought_signature"u8) || scan.MayHold("thoughtSignature"u8);
}
