using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>A finding at its place in a piece of a request body.</summary>
/// <param name="Guard">Which guard marked it.</param>
/// <param name="Type">What it is.</param>
/// <param name="Raw">Its bytes, from the start of the piece.</param>
/// <param name="Signed">It stands in a block that must not be edited.</param>
/// <param name="FromTool">A tool said it.</param>
public readonly record struct Sighting(string Guard, string Type, Slice Raw, bool Signed, bool FromTool)
{
    /// <summary>
    /// Where two guards that do the same mark one place, it is one place, under the name of the longer mark. A guard that does something else
    /// about it keeps its own: one that only looks hides nothing from one that acts.
    /// </summary>
    /// <param name="sightings">By place.</param>
    internal static IReadOnlyList<Sighting> Settle(Sighting[] sightings, GuardSettings settings)
    {
        bool apart = true;
        for (int i = 1; i < sightings.Length && apart; i++)
        {
            apart = sightings[i].Raw.Start >= sightings[i - 1].Raw.End;
        }

        if (apart)
        {
            return sightings;
        }

        var kept = new List<Sighting>(sightings.Length);
        Span<int> last = stackalloc int[(int)GuardAction.Route + 1];
        last.Fill(-1);
        foreach (var sighting in sightings)
        {
            ref int before = ref last[(int)settings.ActionOf(sighting.Guard)];
            if (before >= 0 && kept[before].Raw.End > sighting.Raw.Start)
            {
                kept[before] = kept[before].And(sighting);
            }
            else
            {
                before = kept.Count;
                kept.Add(sighting);
            }
        }

        return kept;
    }

    private Sighting And(Sighting other)
    {
        var longer = other.Raw.Length > Raw.Length ? other : this;
        return longer with { Raw = new Slice(Raw.Start, Math.Max(Raw.End, other.Raw.End) - Raw.Start), Signed = Signed || other.Signed };
    }
}
