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
        ("satisfied", Words("thanks", "thank you", "perfect", "great", "works now", "that works", "it works", "looks good", "lgtm", "well done", "awesome")),
    ];

    public string Type => "user_feedback";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        if (!Kinds.Any(k => string.Equals(k.Name, name, StringComparison.Ordinal)))
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

        return null;
    }

    // A bug report opens like a verdict ("the login doesn't work"); only these speak of what was just done.
    private static readonly WordMatch AboutTheLastAnswer = Words(
        "that's wrong", "that is wrong", "that's not correct", "that is not correct", "still failing", "still fails", "still broken",
        "still doesn't work", "still does not work", "still not working", "that didn't work", "that did not work", "didn't help", "you broke",
        "same error", "it's not fixed", "it is not fixed", "wrong again", "not what i asked");

    /// <summary>The human says that what was just done failed: strict enough to act on.</summary>
    public static bool SaysItFailed(ReadOnlySpan<char> text) => AboutTheLastAnswer.First(text[..Math.Min(text.Length, Opening)]) is not null;

    private static WordMatch Words(params string[] words) => new(words, caseSensitive: false);
}
