using CodeRouter.Admin;

namespace CodeRouter.Dashboard;

/// <summary>Fields with their labels, and what is wrong with each beside it.</summary>
internal static class Forms
{
    public static Html Begin(Visit visit, string path) => new Html().Add($"<form method=\"post\" action=\"{path}\" novalidate><input type=\"hidden\" name=\"{FormToken.Field}\" value=\"{visit.Token}\">");

    /// <summary>A button that is a form of its own.</summary>
    /// <param name="about">Read out with the label, where several buttons have the same; null for none.</param>
    public static Html Button(Visit visit, string path, string label, string? about = null, string? ask = null)
    {
        var form = Begin(visit, path).Add($"<button");
        if (ask is not null)
        {
            form.Add($" data-ask=\"{ask}\"");
        }

        form.Add($">{label}");
        if (about is not null)
        {
            form.Add($"<span class=\"spoken\"> {about}</span>");
        }

        return form.Add($"</button></form>");
    }

    public static void Input(Html to, string name, string label, string value, IReadOnlyList<FieldProblem> problems, string? hint = null, string type = "text")
    {
        to.Add($"<div class=\"field\"><label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" type=\"{type}\" value=\"{value}\" autocomplete=\"off\"{Tied(name, problems, hint)}>");
        Notes(to, name, problems, hint);
    }

    public static void Choice(Html to, string name, string label, string value, IReadOnlyList<string> choices, IReadOnlyList<FieldProblem> problems)
    {
        to.Add($"<div class=\"field\"><label for=\"{name}\">{label}</label><select id=\"{name}\" name=\"{name}\"{Tied(name, problems, null)}>");
        foreach (string choice in choices)
        {
            to.Add($"<option{(choice == value ? Selected : null)}>{choice}</option>");
        }

        to.Add($"</select>");
        Notes(to, name, problems, null);
    }

    /// <summary>Problems no field of the form can show.</summary>
    public static void Others(Html to, IReadOnlyList<FieldProblem> problems, params ReadOnlySpan<string> fields)
    {
        foreach (var problem in problems)
        {
            if (!fields.Contains(problem.Field))
            {
                to.Add($"<p class=\"wrong\" role=\"alert\">{problem.Field}: {problem.Message}; {problem.Remedy}.</p>");
            }
        }
    }

    private static readonly Html Selected = new Html().Add($" selected");

    internal static Html Tied(string name, IReadOnlyList<FieldProblem> problems, string? hint) =>
        problems.Any(p => p.Field == name) ? new Html().Add($" aria-invalid=\"true\" aria-describedby=\"{name}-wrong\"")
        : hint is not null ? new Html().Add($" aria-describedby=\"{name}-hint\"")
        : new Html();

    internal static void Notes(Html to, string name, IReadOnlyList<FieldProblem> problems, string? hint)
    {
        if (problems.FirstOrDefault(p => p.Field == name) is { } problem)
        {
            to.Add($"<p class=\"wrong\" id=\"{name}-wrong\">{problem.Message}: {problem.Remedy.TrimEnd('.')}.</p>");
        }
        else if (hint is not null)
        {
            to.Add($"<p class=\"hint\" id=\"{name}-hint\">{hint}</p>");
        }

        to.Add($"</div>");
    }
}
