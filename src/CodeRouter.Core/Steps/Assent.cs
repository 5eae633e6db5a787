using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Steps;

/// <summary>A mere "yes", "continue", "ok, go ahead": no work of its own, and what was begun goes on.</summary>
public static class Assent
{
    private const int MostWords = 4;
    private const int MostUnspaced = 8;
    private static readonly byte Yes = (byte)Lexicon.Number("YES"), GoOn = (byte)Lexicon.Number("CONTINUE");

    /// <summary>Whether a human text is no more than that, in any language the lexicon knows.</summary>
    public static bool In(string text) => Says(text, static hit => hit.Concept == Yes || hit.Concept == GoOn);

    /// <summary>Whether it asks to go on in so many words, whatever it thinks of what was done: "great, continue".</summary>
    public static bool Continues(string text) => Says(text, static hit => hit.Concept == GoOn);

    private static bool Says(string text, Predicate<ConceptHit> what)
    {
        var words = WordList.Read(text, MostWords + 1);
        return words.Words.Count <= MostWords && (!words.Unspaced || text.Length <= MostUnspaced) && words.Questions == 0 && words.Concepts.Exists(what);
    }
}
