using System.Text.RegularExpressions;

namespace CodeRouter.Core.Steps;

/// <summary>
/// The seven ordered patterns of the phase-aware design: plain to read, easy to argue with, and measured as the baseline.
/// They fire on a third of real messages and are right on half of those, so they only inform the trained layer.
/// </summary>
public static class SevenPatterns
{
    private const int MaxChars = 4000;

    private static readonly (Phase Phase, Regex Pattern)[] Ordered =
    [
        (Phase.Debug, Pattern(@"\b(why (is|does)|not working|crash|fails?|error|exception|traceback|fix the)\b")),
        (Phase.Test, Pattern(@"\b(unit test|write a test|pytest|jest|assert|coverage)\b")),
        (Phase.Plan, Pattern(@"\b(plan|design|architect|break.?down|how should (i|we)|approach)\b")),
        (Phase.Refactor, Pattern(@"\b(refactor|clean.?up|simplify|extract)\b")),
        (Phase.Document, Pattern(@"\b(document|docstring|README|explain)\b")),
        (Phase.SmallEdit, Pattern(@"\b(format|lint|fix typo|rename variable)\b")),
        (Phase.Implement, Pattern(@"\b(write|create|add|implement|build)\b")),
    ];

    /// <summary>The first pattern that matches; null when none does.</summary>
    public static Phase? Match(string text)
    {
        var span = text.AsSpan(0, Math.Min(text.Length, MaxChars));
        foreach (var (phase, pattern) in Ordered)
        {
            if (pattern.IsMatch(span))
            {
                return phase;
            }
        }

        return null;
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
