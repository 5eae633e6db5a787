using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>The words of the closed sets a record holds, by the set's number: rows are read by people and other tools too.</summary>
internal static class StepWords
{
    public static readonly string[] Kinds = All<StepKind>(static k => k.Name());
    public static readonly string[] Phases = All<Phase>(static p => p.Name());
    public static readonly string[] Tiers = All<Tier>(static t => t.Name());
    public static readonly string[] Formats = All<WireFormat>(static f => f.ApiName());
    public static readonly string[] States = All<StepState>(static s => s.Name());
    public static readonly string[] Outcomes = All<Outcome>(static o => o.Name());

    private static string[] All<T>(Func<T, string> name)
        where T : struct, Enum => Array.ConvertAll(Enum.GetValues<T>(), v => name(v));
}
