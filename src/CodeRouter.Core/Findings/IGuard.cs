namespace CodeRouter.Core.Findings;

/// <summary>
/// Finds spans in texts that requests and answers carry. What is done about them is the operator's choice, by the guard's name. It must
/// hold no state of a text, for many are looked at at a time, and say the same of the same text every time.
/// </summary>
public interface IGuard
{
    /// <summary>Lower-case word that configuration and reports use, such as <c>secrets</c>.</summary>
    string Name { get; }

    /// <summary>Adds what it finds in a text that is already unescaped; in any order, overlaps are settled later.</summary>
    void Find(ReadOnlySpan<char> text, List<Finding> findings);

    /// <summary>The same in a text that stands alone in a member of an object: what the member is called may say what the text is.</summary>
    /// <param name="member">The member's name, unescaped.</param>
    void FindIn(ReadOnlySpan<char> member, ReadOnlySpan<char> text, List<Finding> findings) => Find(text, findings);
}
