using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Takes out of a request what another vendor's answers left in the caller's history. A session that was abroad and returns home brings
/// carriers in the fields of signatures; home would refuse them as invalid. Requests without a carrier are never touched.
/// </summary>
public static class ForeignReasoning
{
    /// <summary>The body without foreign reasoning; null where there is none, which one search tells.</summary>
    public static byte[]? Strip(RequestView request)
    {
        var body = request.Body.Span;
        if (request.Format == WireFormat.Gemini ? !ReasoningCarrier.IsEncodedIn(body) : !ReasoningCarrier.IsIn(body))
        {
            return null;
        }

        var edits = new BodyEdits(request);
        Translator.Of(request.Format).StripForeign(request, edits);
        return edits.Any ? edits.Apply() : null;
    }
}
