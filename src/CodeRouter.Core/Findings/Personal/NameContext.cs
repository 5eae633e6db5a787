using System.Collections.Frozen;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>What stands before a word that may be a name: "my name is", "Signed-off-by:", "Dr.".</summary>
internal static class NameContext
{
    /// <summary>Nothing says that a name follows.</summary>
    public const int Nothing = 0;

    /// <summary>Names often stand there.</summary>
    public const int Often = 1;

    /// <summary>Names nearly always stand there.</summary>
    public const int Nearly = 2;

    /// <summary>A name stands there, even a lone unknown word.</summary>
    public const int Surely = 3;

    private static readonly (int Level, string[] Phrases)[] Phrases =
    [
        (Surely, ["my name is ", "me llamo ", "mi nombre es ", "je m'appelle ", "mon nom est ", "ich heiße ", "mein name ist ", "mi chiamo ", "il mio nome è ", "meu nome é ", "chamo-me ", "me chamo ", "mijn naam is ", "ik heet ", "jag heter ", "jeg heter ", "jeg hedder ", "nazywam się ", "mam na imię ", "jmenuji se ", "a nevem ", "zovem se ", "меня зовут ", "我叫", "我的名字是", "call me ", "your name? ", "last name? ", "first name? "]),
        (Nearly, ["name's ", "dear ", "signed-off-by: ", "co-authored-by: ", "reviewed-by: ", "acked-by: ", "reported-by: ", "tested-by: ", "full name: ", "my wife ", "my husband ", "my son ", "my daughter ", "my brother ", "my sister ", "name is ", "patient ", "written by ", "authored by ", "regards,\n", "best,\n", "sincerely,\n", "cheers,\n", "attn: ", "directed by: ", "directed by ", "commenter ", "producer ", "first name: ", "last name: ", "surname: ", "cardholder: ", "nombre: ", "nom: ", "prénom: ", "vorname: ", "nachname: ", "cognome: ", "imię: "]),
        (Often, ["i am ", "i'm ", "this is ", "hello ", "hi ", "hey ", "regards, ", "best, ", "sincerely, ", "cheers, ", "thanks, ", "thanks,\n", "yours, ", "author: ", "reported by ", "assigned to ", "assignee: ", "contact: ", "contact ", "ask ", "customer ", "client ", "employee ", "name: ", "named ", "owner: ", "maintainer: ", "attention: ", "cc ", "to: ", "from: ", "by ", "with ", "talk to ", "ping ", "met ", "told ", "says ", "user ", "my boss ", "my colleague ", "my friend ", "produced by ", "director ", "singer ", "author ", "engineer ", "manager ", "president ", "senator ", "officer ", "agent ", "nurse ", "judge ", "captain ", "starring ", "featuring ", "performed by ", "sung by ", "speaker ", "user: ", "customer: ", "patient: "]),
    ];

    // By the last word before the name.
    private static readonly FrozenDictionary<string, (int Level, string Phrase)[]>.AlternateLookup<ReadOnlySpan<char>> ByWord = Phrases
        .SelectMany(static p => p.Phrases.Select(t => (p.Level, Phrase: t))).GroupBy(static p => LastWord(p.Phrase).ToString(), StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(static g => g.Key, static g => g.ToArray(), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly WordSet Verbs = new("said", "says", "asked", "asks", "wants", "wanted", "called", "calls", "lives", "lived", "works", "worked", "told", "wrote", "writes", "sent", "reported", "is", "was", "has", "had", "will", "can", "needs", "moved", "and", "replied", "came", "comes", "went", "goes", "likes", "loves", "knows", "thinks", "lost", "bought", "paid", "owes", "signed", "visited", "married", "died", "studied", "joined", "left", "emailed", "phoned", "got", "gave", "met", "plays", "played", "sang", "speaks", "would", "did", "does", "doesn't", "didn't", "isn't", "wasn't", "y", "et", "und", "e", "og", "och", "en", "i", "hat", "ist", "wohnt", "arbeitet", "habite", "vive", "bor", "mieszka");
    private static readonly WordSet Titles = new("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madam", "herr", "frau", "fräulein", "señor", "señora", "señorita", "don", "doña", "monsieur", "madame", "mme", "mlle", "signor", "signora", "sig", "mevrouw", "meneer", "pan", "pani", "hr", "fr");

    /// <summary>How surely a name follows at a place.</summary>
    public static int Before(ReadOnlySpan<char> text, int start)
    {
        var before = text[Math.Max(0, start - 24)..start];
        var word = LastWord(before);
        if (word.IsEmpty || !ByWord.TryGetValue(word, out var phrases))
        {
            return Nothing;
        }

        int most = Nothing;
        foreach (var (level, phrase) in phrases)
        {
            if (level > most && before.EndsWith(phrase, StringComparison.OrdinalIgnoreCase) && (before.Length == phrase.Length || !char.IsLetter(before[^(phrase.Length + 1)]) || phrase[0] > 0x2fff))
            {
                most = level;
            }
        }

        return most;
    }

    /// <summary>Whether what follows is what people do or own: "… called", "…'s account".</summary>
    public static bool Acts(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 < text.Length && text[end] is '\'' or '’' && text[end + 1] == 's')
        {
            return true;
        }

        return end + 2 < text.Length && text[end] == ' ' && Verbs.Has(text[(end + 1)..Words.End(text, end + 1)]);
    }

    /// <summary>Whether a word is a form of address that a name follows.</summary>
    public static bool IsTitle(ReadOnlySpan<char> word) => Titles.Has(word);

    // The letters that end a text, spaces and marks behind them left out; of scripts without spaces, the last character.
    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        int end = text.Length;
        while (end > 0 && !char.IsLetter(text[end - 1]) && text.Length - end < 3)
        {
            end--;
        }

        int start = end;
        while (start > 0 && char.IsLetter(text[start - 1]) && text[start - 1] < 0x2fff)
        {
            start--;
        }

        return start == end && end > 0 ? text[(end - 1)..end] : text[start..end];
    }
}
