using CodeRouter.Config;

namespace CodeRouter.Guards.Answers;

/// <summary>A place of a text of an answer that a guard or a rule speaks of.</summary>
/// <param name="Guard"><c>secrets</c>, <c>pii</c>, a plugin's guard, or <c>rule</c>.</param>
/// <param name="Type">What it is; a rule's name.</param>
internal readonly record struct AnswerFind(int Start, int End, string Guard, string Type, GuardAction Action)
{
    /// <summary>By place; where two that ask for the same overlap they are one, so that nothing of either is left.</summary>
    public static void Settle(List<AnswerFind> finds)
    {
        if (finds.Count < 2)
        {
            return;
        }

        finds.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        Span<int> last = stackalloc int[(int)GuardAction.Route + 1];
        last.Fill(-1);
        int kept = 0;
        for (int i = 0; i < finds.Count; i++)
        {
            var find = finds[i];
            ref int before = ref last[(int)find.Action];
            if (before >= 0 && finds[before].End > find.Start)
            {
                var earlier = finds[before];
                var longer = find.End - find.Start > earlier.End - earlier.Start ? find : earlier;
                finds[before] = longer with { Start = earlier.Start, End = Math.Max(earlier.End, find.End) };
            }
            else
            {
                before = kept;
                finds[kept++] = find;
            }
        }

        finds.RemoveRange(kept, finds.Count - kept);
    }
}
