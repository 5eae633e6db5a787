using CodeRouter.Admin;
using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard.Views;

/// <summary>What the fields of forms have in common: a name, a label, and a hint or what is wrong below.</summary>
public abstract class Field : ComponentBase
{
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Those of the whole form; a field shows its own.</summary>
    [Parameter]
    public IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    private protected FieldProblem? Problem => Problems.FirstOrDefault(p => p.Field == Name);

    /// <summary>"true" where the field is wrong; null leaves the attribute out.</summary>
    private protected string? Invalid => Problem is null ? null : "true";

    /// <summary>The id of the words below the field that are read out with it; null for none.</summary>
    private protected string? DescribedBy => Problem is not null ? Name + "-wrong" : Hint is not null ? Name + "-hint" : null;
}
