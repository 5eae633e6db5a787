using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>An item that is changed: who owns it, and what that means for whoever wants to change it; its form; what undoes it.</summary>
/// <param name="tries">A sample can be tried before anything is saved.</param>
public sealed partial class ItemPage(ItemSheet sheet, bool tries)
{
    private Visit _visit = null!;
    private OwnedItem _item = null!;
    private FormShown _form = null!;

    internal Reply Answer(Visit visit, OwnedItem item, FormShown form, int status)
    {
        (_visit, _item, _form) = (visit, item, form);
        return Shows($"{char.ToUpperInvariant(sheet.Section.Singular[0])}{sheet.Section.Singular[1..]} {item.Name}", status);
    }
}
