using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Dashboard.Views;

namespace CodeRouter.Dashboard.Pages;

/// <summary>A token group that is changed.</summary>
public sealed partial class TokenGroupPage
{
    private Visit _visit = null!;
    private TokenGroup _group = null!;
    private FilledForm _form = null!;

    /// <param name="group">As it is now.</param>
    /// <param name="theirs">As somebody else saved it while the form was open; null where nobody did.</param>
    internal Reply Answer(Visit visit, TokenGroup group, IReadOnlyList<FieldProblem> problems, TokenGroup? theirs, int status)
    {
        (_visit, _group) = (visit, group);
        _form = new FilledForm(name => visit.Written(name) ?? TokenGroupsPage.Of(group, name), problems, theirs is null ? null : name => TokenGroupsPage.Of(theirs, name));
        return Shows("Token group " + group.Name, status);
    }
}
