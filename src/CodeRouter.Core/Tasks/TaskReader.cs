using CodeRouter.Core.Steps;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Tasks;

/// <summary>
/// A message → its jobs in order. Most messages are one job: another one is added only where a clause of its own begins with a verb of
/// another kind ("… then update the docs", "review it and run the tests").
/// </summary>
public static class TaskReader
{
    private const int MaxWords = 260;
    private const int MaxTasks = 6;
    private const int LongPaste = 1500;

    private static readonly (TaskType Type, byte[] Concepts)[] Kinds =
    [
        (TaskType.Review, Numbers("REVIEW")),
        (TaskType.Testing, Numbers("TEST")),
        (TaskType.Documentation, Numbers("DOC")),
        (TaskType.Refactor, Numbers("REFACTOR", "UNUSED")),
        (TaskType.Planning, Numbers("PLAN", "SPEC", "SUGGEST")),
        (TaskType.Formatting, Numbers("TYPO")),
        (TaskType.Analysis, Numbers("EXPLAIN", "WHY", "LOOK", "FIND")),
        (TaskType.Coding, Numbers("FIX", "ADD", "CHANGE", "REMOVE", "COMMIT", "DEPLOY", "MOVE", "RENAME")),
    ];

    private static readonly string[] Joints = [" and then ", " then ", " and ", " also ", ", ", " plus ", " und ", " et ", " y ", " и ", " а потом ", "，", "然后", "并且", "、", "して", "；", " before ", " after "];

    public static IReadOnlyList<TaskType> Read(string text, Phase phase)
    {
        var main = Of(phase);
        if (phase == Phase.ChatOther || text.Length > LongPaste || KnownTemplates.Read(text) is not null)
        {
            return [main];
        }

        var prose = Prose.Read(text);
        var found = new List<TaskType>();
        foreach (string clause in Clauses(prose.Text))
        {
            if (Kind(clause) is { } kind && !found.Contains(kind) && found.Count < MaxTasks)
            {
                found.Add(kind);
            }
        }

        if (found.Count < 2)
        {
            return [main];
        }

        // Looking at something on the way to changing it is no job of its own.
        if (found.Count > 1 && found.Contains(TaskType.Analysis) && phase is not (Phase.Explain or Phase.Debug))
        {
            found.Remove(TaskType.Analysis);
        }

        if (!found.Contains(main))
        {
            found.Insert(0, main);
        }

        return found;
    }

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

    private static IEnumerable<string> Clauses(string text)
    {
        var parts = new List<string>(text.Split(['.', '!', '?', '\n', ';', '。'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        foreach (string joint in Joints)
        {
            var next = new List<string>(parts.Count);
            foreach (string part in parts)
            {
                next.AddRange(part.Split(joint, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }

            parts = next.Count > 60 ? parts : next;
        }

        return parts;
    }

    // A clause is a job when it begins with what is to be done.
    private static TaskType? Kind(string clause)
    {
        var words = WordList.Read(clause, MaxWords);
        if (words.Words.Count - words.HeadStart < 2 && !words.Unspaced || words.StartsWithQuestionWord)
        {
            return null;
        }

        bool verb = false;
        TaskType? kind = null;
        foreach (var hit in words.Concepts)
        {
            verb |= hit.Place <= words.HeadStart + 1 && IsVerb(hit.Concept);
        }

        if (!verb)
        {
            return null;
        }

        foreach (var (type, concepts) in Kinds)
        {
            int reach = type is TaskType.Coding or TaskType.Analysis or TaskType.Review ? 1 : type is TaskType.Testing or TaskType.Documentation ? 5 : 3;
            foreach (var hit in words.Concepts)
            {
                if (hit.Place <= words.HeadStart + reach && concepts.Contains(hit.Concept))
                {
                    kind ??= type;
                }
            }
        }

        return kind;
    }

    private static readonly byte[] Verbs = Numbers("FIX", "ADD", "CHANGE", "REMOVE", "RENAME", "MOVE", "REFACTOR", "TEST", "RUN", "VERIFY", "REVIEW", "EXPLAIN", "LOOK", "FIND", "PLAN", "SUGGEST", "WRITE", "COMMIT", "DEPLOY", "TYPO", "DOC", "SPEC");

    private static bool IsVerb(byte concept) => Verbs.Contains(concept);

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
