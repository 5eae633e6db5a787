using CodeRouter.Core.Tokens;

namespace CodeRouter.Bench.Tokens;

/// <summary>
/// What a weight can be: recorded requests are small, and weights that fit them by mere chance would be far off on the hundred kilobytes an
/// agent sends. No tokeniser takes less than a token for a word or ten for a long one.
/// </summary>
internal static class WeightBounds
{
    // In the order of the kinds of pieces.
    private static readonly (double Least, double Most)[] Pieces =
    [
        (0.9, 1.3), (0.95, 1.5), (1.0, 1.9), (1.2, 2.6), (0.1, 0.4), (0.25, 0.6), (0, 2.5), (0.3, 1), (0.7, 1.3), (0.2, 0.7), (0.7, 1.3), (0.3, 1), (0.6, 1.4), (0.25, 0.8), (1, 3), (0, 1.1),
    ];

    public static double Clamp(int index, double weight)
    {
        var (least, most) = index < Pieces.Length ? Pieces[index] : Of((Frame)(index - Pieces.Length));
        return Math.Clamp(weight, least, most);
    }

    private static (double Least, double Most) Of(Frame frame) => frame switch
    {
        // A word costs about the same wherever it stands; an agent sends thousands of them within its tools.
        Frame.ToolPiece => (-0.2, 0.2),
        Frame.CallPiece or Frame.ResultPiece => (-0.2, 0.3),

        // Gemini holds the model to the answer's form without showing it: what was counted as text is taken back.
        Frame.AnswerSchemaPiece => (-1.3, 0.3),
        Frame.ReasoningPiece => (0, 1.3),
        Frame.SealedBytes => (0, 25),
        Frame.AssistantMessage => (-3, 8),
        Frame.Described => (-1, 6),
        Frame.Message or Frame.SystemText => (0, 12),
        Frame.Part or Frame.JsonMember or Frame.Required or Frame.Choice => (0, 4),
        Frame.Property or Frame.SchemaMember or Frame.SchemaObject or Frame.Title => (0, 10),
        Frame.Tool => (0, 80),
        Frame.Call or Frame.Result or Frame.StrictTool => (0, 40),
        Frame.ForcedCall => (-60, 60),
        Frame.Picture => (0, 1600),
        Frame.PictureArea => (0, 2),
        Frame.DeferredTool => (0, 60),
        Frame.Document => (60, 3000),
        Frame.Thinking => (0, 60),
        _ => (0, 2000),
    };
}
