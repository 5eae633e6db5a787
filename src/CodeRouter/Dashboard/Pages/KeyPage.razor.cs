using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Dashboard.Views;

namespace CodeRouter.Dashboard.Pages;

/// <summary>A key that is changed.</summary>
public sealed partial class KeyPage
{
    private Visit _visit = null!;
    private ApiKey _key = null!;
    private FilledForm _form = null!;

    /// <param name="key">As it is now.</param>
    /// <param name="theirs">As somebody else saved it while the form was open; null where nobody did.</param>
    internal Reply Answer(Visit visit, ApiKey key, IReadOnlyList<FieldProblem> problems, ApiKey? theirs, int status)
    {
        (_visit, _key) = (visit, key);
        _form = new FilledForm(name => visit.Written(name) ?? KeysPage.Of(key, name), problems, theirs is null ? null : name => KeysPage.Of(theirs, name));
        return Shows("Key " + key.Name, status);
    }
}
