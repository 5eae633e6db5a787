using System.Text.RegularExpressions;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Tasks;

/// <summary>
/// A message → its jobs in order. Most messages are one job: another one is added only where a clause of its own begins with a verb of
/// another kind ("… then update the docs", "review it and run the tests"), or where one verb is given several things ("write tests and docs").
/// What is refused ("no tests", "don't refactor") is no job, whatever kind of work the words around it sound like.
/// </summary>
public static partial class TaskReader
{
    private const int MaxWords = 260;
    private const int MaxTasks = 6;
    private const int LongPaste = 1500;
    private const int LongestOrder = 60;

    private static readonly (TaskType Type, byte[] Concepts)[] Kinds =
    [
        (TaskType.Review, Numbers("REVIEW")),
        (TaskType.Testing, Numbers("TEST")),
        (TaskType.Documentation, Numbers("DOC")),
        (TaskType.Refactor, Numbers("REFACTOR", "UNUSED")),
        (TaskType.Planning, Numbers("PLAN", "SPEC", "SUGGEST")),
        (TaskType.Formatting, Numbers("TYPO")),
        (TaskType.Analysis, Numbers("EXPLAIN", "WHY", "LOOK", "FIND", "FINDOUT")),
        (TaskType.Coding, Numbers("FIX", "ADD", "CHANGE", "REMOVE", "COMMIT", "DEPLOY", "MOVE", "RENAME", "CARRYOUT")),
    ];

    private static readonly string[] Joints =
    [
        " and then ", " then ", " and ", " & ", " + ", " also ", ", ", " plus ",
        " once ", " before ", " after ", ": ", " und ", " dann ", " danach ", " et ", " puis ", " ensuite ", " y ", " luego ", " después ", " e ", " depois ", " poi ",
        " и ", " а также ", " а потом ", " потом ", " затем ", " oraz ", " ve ", "，", "；", "、", "然后", "并且", "接着", "最后", "同时", "以及", "して", "てから", "하고",
    ];

    // What follows comes with what was said before: a thing, never an order.
    private static readonly string[] Additions = [" along with ", " as well as ", " together with ", " including ", " (", " with "];

    public static IReadOnlyList<TaskType> Read(string text, Phase phase)
    {
        if (Labelled(text) is { } labelled)
        {
            return labelled;
        }

        var told = InClauses(text, phase);
        return told.Count < MaxTasks && Staged(text, told.Count) is { } staged ? staged : told;
    }

    private static IReadOnlyList<TaskType> InClauses(string text, Phase phase)
    {
        var main = Of(phase);
        if (phase == Phase.ChatOther || text.Length > LongPaste || KnownTemplates.Read(text) is not null)
        {
            return [main];
        }

        var prose = Prose.Read(text);
        main = main == TaskType.Formatting && Mends(WordList.Read(prose.Text, MaxWords)) ? TaskType.Coding : main;
        var found = new List<TaskType>();
        bool opening = true, follows = false, causes = false, mainRefused = false;

        // Where words are not parted the order of a sentence is another and the verb may stand last; in a short order it is one, in a story any word may be.
        bool order = prose.Text.Length <= LongestOrder && phase is not (Phase.Plan or Phase.Explain or Phase.Review);
        foreach (var clauses in Sentences(prose.Text))
        {
            bool making = false;
            bool? asks = null;
            bool bare = clauses.Count >= FewestBare && clauses.TrueForAll(static c => Bare(WordList.Read(c.Text, MaxWords)) is not null);
            foreach (var (clause, isAddition) in clauses)
            {
                var words = WordList.Read(clause, MaxWords);
                if (Refuses(words))
                {
                    // "Do not add a file" says how to code, not that there is nothing to code.
                    mainRefused |= main != TaskType.Coding && Names(words, main);
                    opening = false;
                    continue;
                }

                var kind = isAddition ? null : bare ? Bare(words) : Kind(words, order && words.Unspaced) ?? (found.Count > 0 && asks is false ? Closing(words) : null);
                if (kind is null && (making || (asks is null && !opening && main is TaskType.Coding or TaskType.Refactor)))
                {
                    kind = Thing(words, making ? MostWordsOfAThing : MostWordsOfAWish);
                }

                asks ??= words.StartsWithQuestionWord;
                if (kind is null && !opening && asks is false && Checks(words))
                {
                    kind = TaskType.Testing;
                }

                // "with a login, tests and docs": what is no job of its own does not end the list.
                making = kind is null ? making && words.Words.Count - words.HeadStart <= MostWordsOfAThing : making || Makes(words);
                causes |= kind is TaskType.Analysis && AsksForCause(words);
                if (kind is { } job && !found.Contains(job) && found.Count < MaxTasks)
                {
                    follows = !opening && asks is false && Follows(main, job, words);
                    found.Add(job);
                }

                opening = false;
            }
        }

        // The opening may ask for the main job without a verb that is known.
        if (found.Count == 1 && follows)
        {
            found.Insert(0, main);
        }

        if (mainRefused && found.Count > 0 && !found.Contains(main))
        {
            return found;
        }

        if (found.Count < 2)
        {
            return [main];
        }

        // Looking at something on the way to changing it is no job of its own.
        if (found.Contains(TaskType.Analysis) && !causes && phase is not (Phase.Explain or Phase.Debug))
        {
            found.Remove(TaskType.Analysis);
        }

        // A small edit is a part of the coding that was found beside it.
        if (!found.Contains(main) && !(main == TaskType.Formatting && found.Contains(TaskType.Coding)))
        {
            found.Insert(0, main);
        }

        return found;
    }

    /// <summary>"[plan] the schema [code] the migration": jobs that carry their name.</summary>
    private static List<TaskType>? Labelled(string text)
    {
        if (text.Length > LongPaste || !text.Contains('['))
        {
            return null;
        }

        var jobs = new List<TaskType>();
        foreach (var label in Label().EnumerateMatches(text))
        {
            string word = text.Substring(label.Index + 1, label.Length - 2).ToLowerInvariant();
            if (BareWords.TryGetValue(word, out var job) && !jobs.Contains(job))
            {
                jobs.Add(job);
            }
        }

        return jobs.Count > 1 ? jobs : null;
    }

    /// <summary>
    /// "Analyse the query, then optimise it", "tests first, then implement": who says "then" has named the jobs and their order. Null where a stage names
    /// none, or where reading clauses found as many.
    /// </summary>
    private static List<TaskType>? Staged(string text, int found)
    {
        if (text.Length > LongestStages || !Then().IsMatch(text))
        {
            return null;
        }

        var jobs = new List<TaskType>();
        foreach (var stage in Then().EnumerateSplits(text))
        {
            var words = WordList.Read(text[stage].Trim(' ', ',', ';', '.', '!', '，', '。'), MaxWords);
            if (words.Words.Count == 0 || Refuses(words) || Stage(words) is not { } job)
            {
                return null;
            }

            if (!jobs.Contains(job))
            {
                jobs.Add(job);
            }
        }

        return jobs.Count > Math.Max(1, found) ? jobs : null;
    }

    // Reading a file on the way is no job; finding out how things are is.
    private static TaskType? Stage(WordList words) =>
        Bare(words)
        ?? (words.Words[^1] is "first" && Thing(words, MostWordsOfAThing) is { } thing ? thing
        : AnalysisWords.Contains(words.Words[words.HeadStart]) ? TaskType.Analysis
        : Kind(words, anywhere: false) is { } kind and not TaskType.Analysis ? kind
        : null);

    public static TaskType Of(Phase phase) => phase switch
    {
        Phase.Plan => TaskType.Planning,
        Phase.Explain or Phase.ChatOther => TaskType.Analysis,
        Phase.Test => TaskType.Testing,
        Phase.Refactor => TaskType.Refactor,
        Phase.Document => TaskType.Documentation,
        Phase.SmallEdit => TaskType.Formatting,
        Phase.Review => TaskType.Review,
        _ => TaskType.Coding,
    };

    /// <summary>The clauses of each sentence.</summary>
    private static IEnumerable<List<(string Text, bool IsAddition)>> Sentences(string text)
    {
        int left = MostClauses;
        foreach (string sentence in SentenceEnd().Split(text).Select(static s => s.Trim()).Where(static s => s.Length > 0))
        {
            if (--left < 0)
            {
                yield break;
            }

            var clauses = new List<(string, bool)>();
            foreach (string clause in sentence.Split(Joints, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                string[] parts = clause.Split(Additions, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                clauses.AddRange(parts.Select(static (part, i) => (part, i > 0)));
            }

            left -= clauses.Count;
            yield return clauses;
        }
    }

    // A clause is a job when it begins with what is to be done.
    private static TaskType? Kind(WordList words, bool anywhere)
    {
        if (words.Words.Count - words.HeadStart < 2 && !words.Unspaced || words.StartsWithQuestionWord)
        {
            return null;
        }

        if (!Begins(words, Verbs) && !(anywhere && words.Concepts.Exists(static hit => Verbs.Contains(hit.Concept))))
        {
            return null;
        }

        if (AsksForCause(words))
        {
            return TaskType.Analysis;
        }

        if (IsWriting(words))
        {
            return TaskType.Documentation;
        }

        bool reads = Begins(words, Reading);
        TaskType? kind = null;
        foreach (var (type, concepts) in Kinds)
        {
            // "look at the tests" is no testing: the thing names the job only where the verb makes it.
            int reach = reads || type is TaskType.Coding or TaskType.Analysis or TaskType.Review ? 1 : type is TaskType.Testing or TaskType.Documentation ? 5 : 3;
            foreach (var hit in words.Concepts)
            {
                if ((anywhere || hit.Place <= words.HeadStart + reach) && concepts.Contains(hit.Concept))
                {
                    kind ??= type;
                }
            }
        }

        return kind;
    }

    // "no tests", "don't refactor", "skip the docs", "do not write tests"; but "don't forget the tests", "not only the docs".
    private static bool Refuses(WordList words)
    {
        int last = Math.Min(words.HeadStart, words.Words.Count - 2);
        for (int i = 0; i <= last; i++)
        {
            string word = words.Words[i], next = words.Words[i + 1];
            if (Refusals.Contains(word) || (word is "do" && next is "not"))
            {
                string then = word is "do" && i + 2 < words.Words.Count ? words.Words[i + 2] : next;
                return !Reminders.Contains(then);
            }
        }

        return false;
    }

    private static bool Names(WordList words, TaskType type)
    {
        byte[] concepts = Array.Find(Kinds, kind => kind.Type == type).Concepts;
        return words.Concepts.Exists(hit => concepts.Contains(hit.Concept));
    }

    // "plan, code, test": jobs of one word each.
    private static TaskType? Bare(WordList words) =>
        words.Words.Count - words.HeadStart == 1 && !words.StartsWithQuestionWord && BareWords.TryGetValue(words.Words[words.HeadStart], out var type) ? type : null;

    // "…, then review": a last job of one word, after others were named in full.
    private static TaskType? Closing(WordList words) => Bare(words) is TaskType.Review or TaskType.Testing or TaskType.Documentation ? Bare(words) : null;

    // What is put into a page of text, or is one, is writing, whatever else it is about; what is done by one ("implement plan.md") is not.
    private static bool IsWriting(WordList words)
    {
        int page = words.Words.IndexOf(TextPath);
        if (page > words.HeadStart && (Begins(words, Writing) || (words.Words[page - 1] is "to" or "into" or "in" && Begins(words, Recording))))
        {
            return true;
        }

        // "describe it in the man page", "add it to the manual"
        bool onPaper = Begins(words, Recording) && words.Concepts.Exists(hit => (hit.Concept == DocThing || hit.Concept == Paper) && hit.Place > words.HeadStart + 1);
        return onPaper || (Begins(words, Writing) && words.Concepts.Exists(hit => hit.Concept == Paper && hit.Place <= words.HeadStart + 5));
    }

    // "fix add in a.py" changes what the code does, "fix the indentation" does not.
    private static bool Mends(WordList words) => Begins(words, Repairing) && !words.Concepts.Exists(static hit => hit.Concept == Form);

    // "find out why", "figure out what": a cause is looked for, not changed yet.
    private static bool AsksForCause(WordList words) =>
        Begins(words, FindingOut) || (Begins(words, Looking) && words.Concepts.Exists(hit => hit.Concept == Why && hit.Place <= words.HeadStart + 3));

    // "and verify it", "run it afterwards", "try it with curl": a check of what was made before.
    private static bool Checks(WordList words) =>
        words.Words.Count - words.HeadStart is >= 2 and <= MostWordsOfAWish && !words.StartsWithQuestionWord && CheckWords.Contains(words.Words[words.HeadStart]);

    // "tests", "unit tests", "a readme": no verb, so the one before means it too; also "there must be a test for it", but not "the tests fail".
    private static TaskType? Thing(WordList words, int mostWords)
    {
        if (words.Words.Count - words.HeadStart > mostWords || words.StartsWithQuestionWord || words.Concepts.Exists(static hit => Failing.Contains(hit.Concept)))
        {
            return null;
        }

        foreach (var hit in words.Concepts)
        {
            if ((hit.Concept == TestThing || hit.Concept == DocThing) && hit.Place <= words.HeadStart + MostWordsOfAThing)
            {
                return hit.Concept == TestThing ? TaskType.Testing : TaskType.Documentation;
            }
        }

        return null;
    }

    // Tests are made with a feature; a bug "with tests" is another matter.
    private static bool Makes(WordList words) => Begins(words, Making);

    // What comes after work of another kind though no word named that one: checks and papers after making, a repair after a look.
    private static bool Follows(TaskType main, TaskType job, WordList words) => job switch
    {
        TaskType.Testing => main is TaskType.Coding or TaskType.Refactor or TaskType.Review or TaskType.Planning,
        TaskType.Documentation => main is TaskType.Coding or TaskType.Refactor or TaskType.Testing or TaskType.Review or TaskType.Analysis,
        TaskType.Review => main is TaskType.Coding or TaskType.Documentation or TaskType.Refactor,
        TaskType.Refactor => main is TaskType.Review or TaskType.Testing,
        TaskType.Planning => main is TaskType.Review or TaskType.Analysis,
        TaskType.Coding when main is TaskType.Planning => Begins(words, Building),
        TaskType.Coding when main is TaskType.Review or TaskType.Testing or TaskType.Analysis => Begins(words, Repairing),
        _ => false,
    };

    private static bool Begins(WordList words, byte[] with)
    {
        foreach (var hit in words.Concepts)
        {
            if (hit.Place <= words.HeadStart + 1 && with.Contains(hit.Concept))
            {
                return true;
            }
        }

        return false;
    }

    // A point within a name (README.md) ends nothing; a number of a list begins something, wherever it stands.
    [GeneratedRegex(@"[.?]+(\s+|$)|[!\n;。！？；]|(^|\s)\(?[1-9][.)]\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\[[A-Za-z]{3,9}\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"\s(and\s+)?(then|afterwards|dann|danach|anschließend|puis|ensuite|luego|después|depois|poi|потом|затем)\s|然后|接着|，再", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Then();

    private const int LongestStages = 300;
    private const int MostClauses = 120;
    private const int FewestBare = 3;
    private const int MostWordsOfAThing = 4;
    private const int MostWordsOfAWish = 12;
    private const string TextPath = "§mdpath";
    private static readonly byte TestThing = (byte)Lexicon.Number("TEST"), DocThing = (byte)Lexicon.Number("DOC"), Why = (byte)Lexicon.Number("WHY"), Paper = (byte)Lexicon.Number("WRITEUP"), Form = (byte)Lexicon.Number("TYPO");
    private static readonly byte[] Repairing = Numbers("FIX"), Building = Numbers("CARRYOUT"), Writing = Numbers("WRITE", "CHANGE", "DOC"), Recording = Numbers("EXPLAIN", "MOVE", "SHOW"), Reading = Numbers("LOOK", "FIND", "FINDOUT");
    private static readonly byte[] FindingOut = Numbers("FINDOUT"), Looking = Numbers("FIND", "LOOK", "EXPLAIN", "FIX");

    private static readonly HashSet<string> AnalysisWords = new(StringComparer.Ordinal)
    {
        "analyze", "analyse", "investigate", "examine", "profile", "diagnose", "measure", "benchmark", "analysiere", "untersuche", "analysez", "analiza", "investiga", "analisa", "analizza", "проанализируй", "分析", "调查",
    };

    // "Make sure that" is a wish about the work itself, "check whether" a look.
    private static readonly HashSet<string> CheckWords = new(StringComparer.Ordinal) { "verify", "double-check", "prove", "rerun", "retest", "exercise", "smoke-test", "verifiziere", "vérifie", "verifica", "verifique", "проверь", "验证" };
    private static readonly HashSet<string> Refusals = new(StringComparer.Ordinal) { "no", "not", "don't", "dont", "never", "skip", "omit", "without", "keine", "ohne", "nicht", "sans", "pas", "sin", "без", "не" };
    private static readonly HashSet<string> Reminders = new(StringComparer.Ordinal) { "forget", "skip", "omit", "only", "just", "mind", "hesitate", "forgetting", "vergessen", "oublier", "olvidar", "olvides", "забудь" };
    private static readonly Dictionary<string, TaskType> BareWords = new(StringComparer.Ordinal)
    {
        ["plan"] = TaskType.Planning, ["design"] = TaskType.Planning, ["analyze"] = TaskType.Analysis, ["analyse"] = TaskType.Analysis,
        ["code"] = TaskType.Coding, ["implement"] = TaskType.Coding, ["build"] = TaskType.Coding, ["refactor"] = TaskType.Refactor, ["optimise"] = TaskType.Refactor, ["optimize"] = TaskType.Refactor,
        ["test"] = TaskType.Testing, ["tests"] = TaskType.Testing, ["document"] = TaskType.Documentation, ["docs"] = TaskType.Documentation,
        ["format"] = TaskType.Formatting, ["lint"] = TaskType.Formatting, ["review"] = TaskType.Review,
    };
    private static readonly byte[] Failing = Numbers("BROKEN", "ERROR", "WRONG", "DIDNT", "STILL");
    private static readonly byte[] Making = Numbers("ADD", "WRITE", "CHANGE", "DOC", "TEST");

    private static readonly byte[] Verbs = Numbers("FIX", "ADD", "CHANGE", "REMOVE", "RENAME", "MOVE", "REFACTOR", "TEST", "RUN", "VERIFY", "REVIEW", "EXPLAIN", "LOOK", "FIND", "PLAN", "SUGGEST", "WRITE", "COMMIT", "DEPLOY", "TYPO", "DOC", "SPEC", "FINDOUT", "CARRYOUT");

    private static byte[] Numbers(params ReadOnlySpan<string> names)
    {
        byte[] numbers = new byte[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            numbers[i] = (byte)Lexicon.Number(names[i]);
        }

        return numbers;
    }
}
