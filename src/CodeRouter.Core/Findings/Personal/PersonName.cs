namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Names of people, in context: after a form of address or a phrase that only a name follows, with an initial in the middle, or where a
/// trained layer finds that the words, their letters and what stands around them make a name. A capitalised word alone that nobody
/// introduces is no name: texts of developers are full of products.
/// </summary>
internal static class PersonName
{
    private static readonly LinearLayer? Layer = LinearLayer.BuiltIn("findings.names.bin", NameFeatures.Buckets);

    // Things that are told apart by letters, and words that begin the sentence after a letter.
    private static readonly WordSet Lettered = new("appendix", "section", "part", "plan", "option", "table", "figure", "type", "class", "vitamin", "step", "case", "team", "group", "grade", "phase", "chapter", "exhibit", "annex", "schedule", "module", "unit", "level", "category", "point", "objective", "visual", "embedded", "series", "model", "version", "variant", "column", "row", "block", "drive", "hepatitis", "generation", "file", "register", "layer", "mode");
    private static readonly WordSet Openers = new("this", "that", "then", "these", "those", "there", "they", "what", "when", "where", "which", "how", "why", "but", "you", "use", "see", "let", "run", "add", "set", "get", "note", "here", "its", "our", "his", "her", "she", "can", "if", "each", "all", "both", "make", "after", "before", "returns", "return", "gets", "sets");

    /// <summary>Looks at a capitalised word; the end of the name that begins here, or 0.</summary>
    public static int Look(ReadOnlySpan<char> text, int start, int wordEnd)
    {
        var word = text[start..wordEnd];
        if (NameContext.IsTitle(word))
        {
            return AfterTitle(text, wordEnd);
        }

        if (NameRun.Excludes(word))
        {
            return 0;
        }

        int introduced = NameContext.Before(text, start);
        if (!Words.IsCapitalised(word) && introduced < NameContext.Nearly)
        {
            return 0;
        }

        var run = NameRun.Read(text, start, wordEnd);
        if (introduced == NameContext.Surely || HasInitial(text, run, introduced))
        {
            return run.End;
        }

        return IsCandidate(text, run, introduced) && IsName(text, run, introduced) ? run.End : 0;
    }

    /// <summary>Whether the layer is worth asking: it is for several words together, and for one that is listed, introduced or acts like a person.</summary>
    public static bool IsCandidate(ReadOnlySpan<char> text, in NameRun run, int introduced) =>
        run.Words > 1 || introduced > NameContext.Nothing || NameList.Of(run.First) != NameSense.None || NameContext.Acts(text, run.End);

    private static bool IsName(ReadOnlySpan<char> text, in NameRun run, int introduced)
    {
        if (Layer is null)
        {
            return false;
        }

        Span<int> buckets = stackalloc int[NameFeatures.Most];
        int count = NameFeatures.Read(text, run, introduced, (NameList.Of(run.First), NameList.Of(run.Last)), buckets);
        return Layer.Weigh(buckets[..count]) > 0;
    }

    // "Dr. Brandt", "Frau Yrsa Dovbush": the form of address belongs to it.
    private static int AfterTitle(ReadOnlySpan<char> text, int titleEnd)
    {
        int after = titleEnd < text.Length && text[titleEnd] == '.' ? titleEnd + 1 : titleEnd;
        if (after >= text.Length || text[after] != ' ')
        {
            return 0;
        }

        int end = Words.End(text, after + 1);
        var word = text[(after + 1)..end];
        return end > after + 2 && Words.IsCapitalised(word) && !NameRun.Excludes(word) ? NameRun.Read(text, after + 1, end).End : 0;
    }

    // A middle initial between two capitalised words is how people are written: "Ada B. Lovell". Without its point only where a name is due.
    private static bool HasInitial(ReadOnlySpan<char> text, in NameRun run, int introduced)
    {
        if (!run.Initial || run.Words < 2 || Lettered.Has(run.First) || Openers.Has(run.Word(1)))
        {
            return false;
        }

        int at = run.Start + run.First.Length;
        bool pointed = at + 2 < text.Length && text[at] == ' ' && char.IsUpper(text[at + 1]) && text[at + 2] == '.';
        return pointed || introduced > NameContext.Nothing;
    }
}
