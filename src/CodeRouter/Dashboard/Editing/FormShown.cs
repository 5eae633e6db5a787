using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>An item's form as it is shown: what it began with, what was written since, what is wrong with that.</summary>
public sealed record FormShown
{
    /// <summary>The item as it is kept; empty for a new one.</summary>
    public JsonObject Item { get; init; } = [];

    /// <summary>There is such an item already.</summary>
    public bool Stored { get; init; }

    /// <summary>A field's text as somebody wrote it; null shows the item's.</summary>
    public Func<string, string?> Written { get; init; } = static _ => null;

    public IReadOnlyList<FieldProblem> Problems { get; init; } = [];

    /// <summary>Which state of the item the form was made from; comes back with it.</summary>
    public string Seen { get; init; } = "";

    /// <summary>What somebody else saved meanwhile: shown beside what is written here.</summary>
    public OwnedItem? Theirs { get; init; }

    /// <summary>What came of trying it.</summary>
    public TriedSample? Tried { get; init; }

    public string ValueOf(ItemField field) => Written(field.Path) ?? field.Show(Item);

    public string? HintOf(ItemField field)
    {
        if (Theirs is null || field.Show(Theirs.Json) is var theirs && theirs == ValueOf(field))
        {
            return field.Hint;
        }

        return $"Saved meanwhile: {(theirs.Length == 0 ? "nothing" : theirs)}";
    }

    /// <summary>The revision of the item's row, and a mark of what it says: the file may change it without a row.</summary>
    public static string Mark(OwnedItem item) =>
        FormattableString.Invariant($"{item.Revision}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(item.Json.ToJsonString())).AsSpan(0, 6))}");
}
