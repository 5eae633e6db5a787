using System.Runtime.CompilerServices;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Capitalised words that stand together as a name would: "Maria de la Cruz", "John F. Kennedy", "Jean-Luc Picard". Whether they are one is
/// for <see cref="PersonName"/> to say.
/// </summary>
internal ref struct NameRun
{
    public const int MostWords = 5;

    private static readonly WordSet Particles = new("van", "von", "de", "der", "den", "da", "del", "della", "di", "du", "la", "le", "bin", "ibn", "al", "el", "ter", "ten", "dos", "das", "do", "zu", "o", "y", "af", "av", "vom", "bint", "ap");

    // Words that end a name where they follow one, or are no part of one where they begin it.
    private static readonly WordSet NeverInside = new(
        "the", "is", "was", "and", "or", "in", "on", "at", "to", "for", "from", "with", "street", "road", "avenue", "api", "server", "test", "tests", "bug", "js", "framework", "library", "script", "university", "inc", "ltd", "llc", "corp", "gmbh", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "code", "i", "please", "can", "could", "how", "what", "this", "that",
        "it", "we", "you", "algorithm", "sort", "tree", "theorem", "search", "day", "hospital", "airport", "award", "prize", "law", "number", "he", "she", "they", "my", "our", "his", "her", "its", "if", "when", "then", "but", "hi", "hello", "hey", "dear",
        "thanks", "regards", "best", "from", "subject", "date", "cc", "tel", "phone", "email", "address", "name", "ave", "rd", "st", "blvd", "lane", "drive", "method", "distribution", "transform", "matrix", "equation", "inequality", "process", "model", "filter");

    private readonly ReadOnlySpan<char> _text;
    private Bounds _bounds;

    private NameRun(ReadOnlySpan<char> text, int start)
    {
        _text = text;
        Start = start;
    }

    /// <summary>Where it begins.</summary>
    public int Start { get; }

    /// <summary>One past its last capitalised word.</summary>
    public int End { get; private set; }

    /// <summary>How many capitalised words; initials and particles not counted.</summary>
    public int Words { get; private set; }

    /// <summary>An initial stands between them.</summary>
    public bool Initial { get; private set; }

    /// <summary>A particle ("van", "de la") stands between them.</summary>
    public bool Particle { get; private set; }

    public readonly ReadOnlySpan<char> First => Word(0);

    public readonly ReadOnlySpan<char> Last => Word(Words - 1);

    public readonly ReadOnlySpan<char> Word(int index) => _text[_bounds[index * 2].._bounds[(index * 2) + 1]];

    /// <summary>Reads the run that begins with a capitalised word.</summary>
    public static NameRun Read(ReadOnlySpan<char> text, int start, int wordEnd)
    {
        var run = new NameRun(text, start);
        run.Add(start, wordEnd);
        int at = wordEnd;
        bool initial = false, particle = false;
        while (run.Words < MostWords && at + 1 < text.Length && text[at] == ' ')
        {
            int from = at + 1, to = Personal.Words.End(text, from);
            if (to == from)
            {
                break;
            }

            var word = text[from..to];
            if (word.Length == 1 && char.IsUpper(word[0]))
            {
                initial = true;
                at = to < text.Length && text[to] == '.' ? to + 1 : to;
            }
            else if (!char.IsUpper(word[0]) && Particles.Has(word))
            {
                particle = true;
                at = to;
            }
            else if (Personal.Words.IsCapitalised(word) && !NeverInside.Has(word) && !GoesOn(text, to))
            {
                run.Add(from, to);
                run.Initial |= initial;
                run.Particle |= particle;
                at = to;
            }
            else
            {
                break;
            }
        }

        return run;
    }

    /// <summary>Whether a word never begins a name.</summary>
    public static bool Excludes(ReadOnlySpan<char> word) => NeverInside.Has(word);

    // Identifiers go on with digits, brackets, underscores.
    private static bool GoesOn(ReadOnlySpan<char> text, int end) => end < text.Length && (text[end] is '_' or '(' or '=' or '<' or '[' or '{' or '/' || char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])));

    private void Add(int from, int to)
    {
        _bounds[Words * 2] = from;
        _bounds[(Words * 2) + 1] = to;
        Words++;
        End = to;
    }

    [InlineArray(MostWords * 2)]
    private struct Bounds
    {
        private int _first;
    }
}
