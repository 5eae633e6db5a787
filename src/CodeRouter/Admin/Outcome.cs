using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>What somebody wrote wrong, and what would be right.</summary>
public sealed record FieldProblem(string Field, string Message, string Remedy, int Line = 0);

public enum OutcomeKind : byte { Done, Invalid, Missing, Stale, Exists, Forbidden }

/// <summary>What came of a change: the thing as it is now, or why nothing was done.</summary>
/// <param name="Problems">What is wrong with what was written; with Done, what is worth a look.</param>
public sealed record Outcome<T>(OutcomeKind Kind, T? Value, IReadOnlyList<FieldProblem> Problems)
    where T : class
{
    public static Outcome<T> Done(T value, IReadOnlyList<FieldProblem>? warnings = null) => new(OutcomeKind.Done, value, warnings ?? []);

    public static Outcome<T> Invalid(IReadOnlyList<FieldProblem> problems) => new(OutcomeKind.Invalid, null, problems);

    public static Outcome<T> Not(OutcomeKind kind) => new(kind, null, []);

    public static Outcome<T> Of(StoreChange change, Func<T> value) => change switch
    {
        StoreChange.Done => Done(value()),
        StoreChange.Stale => Not(OutcomeKind.Stale),
        StoreChange.Exists => Not(OutcomeKind.Exists),
        _ => Not(OutcomeKind.Missing),
    };
}
