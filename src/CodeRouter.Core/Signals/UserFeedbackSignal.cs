namespace CodeRouter.Core.Signals;

/// <summary>
/// <c>user_feedback</c>: what the human thinks of the last answer: wrong_answer, need_clarification, want_different, satisfied.
/// Only openings count: "it is wrong that the test is skipped" is a task, "still failing" at the start is a verdict.
/// </summary>
public sealed class UserFeedbackSignal : ISignal
{
    private const int Opening = 160;

    private static readonly (string Name, WordMatch Words)[] Kinds =
    [
        ("wrong_answer", Words(
            "that's wrong", "that is wrong", "this is wrong", "that's not correct", "that is not correct", "still failing", "still fails", "still broken",
            "still doesn't work", "still does not work", "still not working", "doesn't work", "does not work", "didn't work", "did not work",
            "not what i asked", "you broke", "same error", "it's not fixed", "not fixed", "wrong again")),
        ("need_clarification", Words("what do you mean", "i don't understand", "can you clarify", "clarify", "please explain again", "explain that again", "unclear")),
        ("want_different", Words("try something else", "try another", "another approach", "different approach", "instead of that", "something different", "alternative")),
    ];

    public string Type => "user_feedback";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        if (name != "satisfied" && !Kinds.Any(k => string.Equals(k.Name, name, StringComparison.Ordinal)))
        {
            return null;
        }

        return input =>
        {
            string? found = input.Step.HumanTurn ? Of(input.Text) : null;
            return SignalReading.Of(string.Equals(found, name, StringComparison.Ordinal), found ?? "none");
        };
    }

    /// <summary>The verdict a human text opens with; null where it gives none.</summary>
    public static string? Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, Opening)];
        foreach (var (name, words) in Kinds)
        {
            if (words.First(text) is not null)
            {
                return name;
            }
        }

        return SpokenVerdict.Failed(text) ? "wrong_answer" : SpokenVerdict.Pleased(text) ? "satisfied" : null;
    }

    // A bug report opens like a verdict ("the login doesn't work"); only these speak of what was just done.
    private static readonly WordMatch AboutTheLastAnswer = Words(
        "that's wrong", "that is wrong", "that's not correct", "that is not correct", "still failing", "still fails", "still broken",
        "still doesn't work", "still does not work", "still not working", "that didn't work", "that did not work", "didn't help", "you broke",
        "same error", "it's not fixed", "it is not fixed", "wrong again", "not what i asked", "still crashes", "still crashing", "still red",
        "immer noch nicht", "noch immer nicht", "immer noch kaputt", "gleicher fehler", "derselbe fehler", "schlägt immer noch fehl", "das ist falsch",
        "marche toujours pas", "fonctionne toujours pas", "toujours cassé", "échoue toujours", "même erreur",
        "sigue fallando", "sigue sin funcionar", "todavía no funciona", "aún no funciona", "mismo error",
        "ainda não funciona", "continua falhando", "ainda falha", "mesmo erro", "non funziona ancora", "ancora non funziona", "stesso errore",
        "всё ещё не работает", "все еще не работает", "все ещё не работает", "всё еще не работает", "по-прежнему не работает", "та же ошибка", "опять падает",
        "nadal nie działa", "ten sam błąd", "hâlâ çalışmıyor", "hala çalışmıyor", "aynı hata",
        "还是不行", "还是失败", "还是报错", "还是不对", "仍然失败", "同样的错误", "まだ動きません", "まだ動かない", "まだ失敗", "同じエラー", "直っていません",
        "여전히 안 돼", "여전히 안돼", "아직도 안 돼", "아직도 안돼", "여전히 실패", "같은 오류", "같은 에러");

    /// <summary>The human says that what was just done failed: strict enough to act on.</summary>
    public static bool SaysItFailed(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, Opening)];
        return AboutTheLastAnswer.First(text) is not null || SpokenVerdict.Failed(text);
    }

    // Phones and chat windows type the apostrophe curled.
    private static WordMatch Words(params string[] words) => new(words.Concat(words.Select(static w => w.Replace('\'', '’'))), caseSensitive: false);
}
