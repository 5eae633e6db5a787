using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Views;

/// <summary>A form filled in: what each field says, what is wrong with it, and what somebody else saved meanwhile.</summary>
/// <param name="Value">A field's text by its name.</param>
/// <param name="Theirs">The same of what was saved meanwhile; null where nothing was.</param>
public sealed record FilledForm(Func<string, string> Value, IReadOnlyList<FieldProblem> Problems, Func<string, string>? Theirs = null)
{
    /// <summary>What stands below a field: what the other saved where it differs, else the usual words.</summary>
    public string? Hint(string name, string? usual) =>
        Theirs?.Invoke(name) is { } other && other != Value(name) ? $"Saved meanwhile: {(other.Length == 0 ? "nothing" : other)}" : usual;
}
