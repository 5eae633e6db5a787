using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>A complete answer with its ids and usage, ready for a voice to write in its dialect.</summary>
internal sealed class SimulatedReply
{
    public const int ChunkChars = 24;

    public required SimulatedCall Call { get; init; }

    public required SimulatedAnswer Answer { get; init; }

    public required VendorIds Ids { get; init; }

    public required Usage Usage { get; init; }

    public required long Created { get; init; }

    public required string RequestId { get; init; }

    public string Model => Call.Model;

    public bool ReportsUsage => Call.Script.Act != ScriptAct.NoUsage;

    public bool WritesEnd => Call.Script.Act != ScriptAct.NoDone;

    public bool UsageEveryChunk => Call.Script.Act == ScriptAct.UsageEveryChunk;

    public bool HasText => Answer.Text.Length > 0 || Answer.FillerBytes > 0;

    /// <summary>The text as a stream sends it, a few words at a time; filler in blocks of four kilobytes.</summary>
    public IEnumerable<string> TextPieces()
    {
        foreach (string piece in Pieces(Answer.Text))
        {
            yield return piece;
        }

        for (long left = Answer.FillerBytes; left > 0; left -= Filler.Block.Length)
        {
            yield return left >= Filler.Block.Length ? Filler.Block : Filler.Block[..(int)left];
        }
    }

    public static IEnumerable<string> Pieces(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            int end = Math.Min(i + ChunkChars, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
            {
                end++;
            }

            yield return text[i..end];
            i = end;
        }
    }
}

/// <summary>Text for big answers: plain words that need no escaping in JSON.</summary>
internal static class Filler
{
    /// <summary>Stands in a whole answer where the filler is to be written.</summary>
    public const string Mark = "@@filler@@";

    public static string Block { get; } = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, and the dog sleeps. ", 64));
}
