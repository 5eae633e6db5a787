using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>A visit to the page that lists a section's items and has the form of a new one.</summary>
/// <param name="Form">Of the new one.</param>
/// <param name="Items">Those that can be changed, by their names: something in force may be no item of its own.</param>
/// <param name="Saved">The one that was saved last, where the address says so.</param>
/// <param name="Tries">A sample can be tried before anything is saved.</param>
public sealed record ItemListing(Visit Visit, ItemSheet Sheet, FormShown Form, IReadOnlyDictionary<string, OwnedItem> Items, string? Saved, bool Tries)
{
    public string Search => Visit.Query("search") ?? "";

    public OwnedItem? Find(string name) => Items.GetValueOrDefault(name);

    /// <summary>Items of the file that are not used.</summary>
    public IEnumerable<OwnedItem> Removed => Items.Values.Where(static i => i.Removed);
}
