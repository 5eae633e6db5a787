namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Names of people, in context: a known given name with a family name after it, or a name where the text says that one follows ("my
/// name is", "Dr.", "Signed-off-by:"). A capitalised word alone is no name: texts of developers are full of products.
/// </summary>
internal static class PersonName
{
    private static readonly string[] Introductions =
        ["my name is ", "name's ", "i am ", "i'm ", "this is ", "call me ", "dear ", "hello ", "hi ", "hey ", "regards, ", "regards,\n", "best, ", "best,\n", "sincerely, ", "sincerely,\n", "cheers, ", "cheers,\n", "thanks, ", "thanks,\n", "yours, ", "written by ", "authored by ", "author: ", "signed-off-by: ", "co-authored-by: ", "reviewed-by: ", "reported by ", "assigned to ", "assignee: ", "contact: ", "contact ", "ask ", "customer ", "patient ", "client ", "employee ", "name: ", "full name: ", "name is ", "named ", "owner: ", "maintainer: ", "attn: ", "attention: ", "cc ", "to: ", "from: ", "by ", "with ", "talk to ", "ping ", "met ", "told ", "says ", "user ", "my wife ", "my husband ", "my son ", "my daughter ", "my boss ", "my colleague ", "my friend ", "mein name ist ", "ich heiße ", "je m'appelle ", "mon nom est ", "me llamo ", "mi nombre es ", "mi chiamo ", "меня зовут ", "我叫", "我的名字是", "directed by: ", "directed by ", "produced by ", "producer ", "director ", "singer ", "author ", "engineer ", "commenter ", "manager ", "president ", "senator ", "officer ", "agent ", "nurse ", "judge ", "captain ", "starring ", "featuring ", "performed by ", "sung by ", "speaker ", "what's your name? ", "your name? ", "last name? ", "first name? ", "user: "];

    private static readonly string[] Strong =
        ["my name is ", "name's ", "call me ", "dear ", "signed-off-by: ", "co-authored-by: ", "reviewed-by: ", "full name: ", "my wife ", "my husband ", "my son ", "my daughter ", "name is ", "patient ", "written by ", "authored by ", "mein name ist ", "ich heiße ", "je m'appelle ", "mon nom est ", "me llamo ", "mi nombre es ", "mi chiamo ", "меня зовут ", "regards,\n", "best,\n", "sincerely,\n", "cheers,\n", "attn: ", "directed by: ", "directed by ", "commenter ", "producer ", "your name? ", "last name? ", "first name? "];

    private static readonly string[] Titles = ["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madam", "herr", "frau", "señor", "señora", "monsieur", "madame", "mme", "mlle"];

    // Things that are told apart by letters, and words that begin the sentence after a letter.
    private static readonly string[] Lettered = ["appendix", "section", "part", "plan", "option", "table", "figure", "type", "class", "vitamin", "step", "case", "team", "group", "grade", "phase", "chapter", "exhibit", "annex", "schedule", "module", "unit", "level", "category", "point", "objective", "visual", "embedded", "series", "model", "version", "variant", "column", "row", "block", "drive", "hepatitis", "generation"];
    private static readonly string[] Openers = ["this", "that", "then", "these", "those", "there", "they", "what", "when", "where", "which", "how", "why", "but", "you", "use", "see", "let", "run", "add", "set", "get", "note", "here", "its", "our", "his", "her", "she", "his", "can", "if", "each", "all", "both", "make", "after", "before"];
    private static readonly string[] Particles = ["van", "von", "de", "der", "den", "da", "del", "della", "di", "du", "la", "le", "bin", "al", "el", "ter", "ten", "dos", "das", "zu", "o", "y"];
    private static readonly string[] NotFamily =
        ["the", "is", "was", "and", "or", "in", "on", "at", "to", "for", "from", "with", "street", "road", "avenue", "api", "server", "test", "tests", "bug", "js", "framework", "library", "script", "university", "inc", "ltd", "llc", "corp", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "code", "i", "please", "can", "could", "how", "what", "this", "that", "it", "we", "you", "algorithm", "sort", "tree", "theorem", "search", "day", "hospital", "airport", "award", "prize", "law", "number"];

    /// <summary>Looks at a capitalised word; the end of the name that begins here, or 0.</summary>
    public static int Look(ReadOnlySpan<char> text, int start, int wordEnd)
    {
        var word = text[start..wordEnd];
        if (IsIn(Titles, word))
        {
            int after = wordEnd < text.Length && text[wordEnd] == '.' ? wordEnd + 1 : wordEnd;
            return after < text.Length && text[after] == ' ' && Follows(text, after + 1, out int end) ? ExtendName(text, end) : 0;
        }

        bool given = GivenNames.Knows(word, out bool sure);
        int introduced = Introduced(text, start);
        int initialled = HasInitial(text, wordEnd, introduced > 0) && !IsIn(Lettered, word) ? ExtendName(text, wordEnd) : 0;
        if (initialled > wordEnd)
        {
            return initialled;
        }

        if (!given && introduced < 2)
        {
            return 0;
        }

        int full = ExtendName(text, wordEnd);
        bool family = full > wordEnd;
        bool accepted = given ? family ? sure || introduced > 0 : introduced > 0 && (sure || introduced > 1) : introduced > 1 && (family || introduced > 2);
        return accepted || (given && sure && IsSubject(text, wordEnd)) ? full : 0;
    }

    /// <summary>Whether a title's word is followed by a name; its place is the title's own, the name after it is what counts.</summary>
    private static bool Follows(ReadOnlySpan<char> text, int start, out int end)
    {
        end = start < text.Length ? Words.End(text, start) : start;
        return end > start + 1 && Words.IsCapitalised(text[start..end]) && !IsIn(NotFamily, text[start..end]);
    }

    // A middle initial between two capitalised words is how people are written: "Ada B. Lovell". Without its point only where a name is due.
    private static bool HasInitial(ReadOnlySpan<char> text, int end, bool introduced)
    {
        bool pointed = end + 3 < text.Length && text[end + 2] == '.';
        int family = end + (pointed ? 4 : 3);
        if (family >= text.Length || text[end] != ' ' || !char.IsUpper(text[end + 1]) || text[family - 1] != ' ' || !(pointed || introduced))
        {
            return false;
        }

        int to = Words.End(text, family);
        var word = text[family..to];
        return to > family + 2 && Words.IsCapitalised(word) && !IsIn(NotFamily, word) && !IsIn(Openers, word);
    }

    // Further capitalised words, initials and particles: "Maria de la Cruz", "John F. Kennedy", "Jean-Luc Picard".
    private static int ExtendName(ReadOnlySpan<char> text, int end)
    {
        int last = end, at = end;
        for (int words = 0; words < 4 && at + 1 < text.Length && text[at] == ' '; words++)
        {
            int from = at + 1, to = Words.End(text, from);
            if (to == from)
            {
                break;
            }

            var word = text[from..to];
            if (word.Length == 1 && char.IsUpper(word[0]))
            {
                at = to < text.Length && text[to] == '.' ? to + 1 : to;
            }
            else if (IsIn(Particles, word) && !char.IsUpper(word[0]))
            {
                at = to;
            }
            else if (Words.IsCapitalised(word) && !IsIn(NotFamily, word))
            {
                at = last = to;
            }
            else
            {
                break;
            }
        }

        return last;
    }

    // 0: nothing says that a name follows; 1: a word after which names often stand; 2: names nearly always; 3: a name, even a lone unknown word.
    private static int Introduced(ReadOnlySpan<char> text, int start)
    {
        var before = text[Math.Max(0, start - 24)..start];
        foreach (string words in Strong)
        {
            if (Ends(before, words))
            {
                return words.StartsWith("my name", StringComparison.Ordinal) || words.StartsWith("me llamo", StringComparison.Ordinal) || words.StartsWith("je m", StringComparison.Ordinal) || words.StartsWith("ich h", StringComparison.Ordinal) || words.StartsWith("mein", StringComparison.Ordinal) || words.StartsWith("mi ", StringComparison.Ordinal) || words.StartsWith("call me", StringComparison.Ordinal) || words.EndsWith("name? ", StringComparison.Ordinal) ? 3 : 2;
            }
        }

        foreach (string words in Introductions)
        {
            if (Ends(before, words))
            {
                return 1;
            }
        }

        return 0;
    }

    private static bool Ends(ReadOnlySpan<char> before, string words) =>
        before.EndsWith(words, StringComparison.OrdinalIgnoreCase) && (before.Length == words.Length || !char.IsLetter(before[^(words.Length + 1)]) || words[0] > 0x2fff);

    // "Anna's account", "Anna called", "Anna wants": a person does something or owns something.
    private static bool IsSubject(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 < text.Length && text[end] is '\'' or '’' && text[end + 1] == 's')
        {
            return true;
        }

        if (end + 2 >= text.Length || text[end] != ' ')
        {
            return false;
        }

        int to = Words.End(text, end + 1);
        return text[(end + 1)..to] is "said" or "says" or "asked" or "wants" or "called" or "lives" or "works" or "told" or "wrote" or "sent" or "reported" or "is" or "was" or "has" or "had" or "will" or "can" or "needs" or "moved" or "and";
    }

    private static bool IsIn(string[] list, ReadOnlySpan<char> word)
    {
        foreach (string entry in list)
        {
            if (word.Equals(entry, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
