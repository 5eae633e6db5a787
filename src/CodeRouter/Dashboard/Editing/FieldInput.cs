namespace CodeRouter.Dashboard.Editing;

/// <summary>How a field is filled in.</summary>
/// <param name="Hint">What stands below it; null for nothing.</param>
public abstract record FieldInput(string? Hint)
{
    /// <summary>Text on one line.</summary>
    /// <param name="Type">An HTML input's type.</param>
    public sealed record Line(string? Hint, string Type = "text") : FieldInput(Hint);

    /// <summary>Text on this many lines and more.</summary>
    public sealed record Lines(int Rows, string? Hint) : FieldInput(Hint);

    /// <summary>One of these.</summary>
    public sealed record Choice(IReadOnlyList<(string Value, string Words)> Choices, string? Hint) : FieldInput(Hint);

    /// <summary>Yes or no: any text is yes.</summary>
    public sealed record Tick(string? Hint) : FieldInput(Hint);

    /// <summary>Not here; the hint says where instead.</summary>
    public sealed record Elsewhere(string? Hint) : FieldInput(Hint);
}
