using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>The tiers a kind of work usually belongs to: never below the floor, above the ceiling only for cause.</summary>
/// <param name="Raised">Something other than the phase lifted the floor: then nothing below it will do.</param>
internal readonly record struct TierBand(Tier Floor, Tier Ceiling, bool Raised)
{
    private const Risk Grave = Risk.Security | Risk.Migration | Risk.Destructive | Risk.PublicApi;

    public static TierBand Of(Step step, Deliberation d)
    {
        // What a mere "yes" lets go on is work, though the word is talk.
        var work = d.Work.Of(d.Heard.GoesOn ? Phase.Implement : step.Phase);
        var (floor, ceiling) = (work.Floor, work.Ceiling);
        var usual = floor;
        d.Says("phase", d.Heard.GoesOn ? $"a mere yes lets the work go on: at least {floor.Name()}" : $"{step.Phase.Name()} work ({step.PhaseConfidence:0%} sure) starts at {floor.Name()}");

        bool touchesCode = step.Phase is Phase.Implement or Phase.Debug or Phase.Refactor or Phase.Test;
        bool judges = step.Phase is Phase.Plan or Phase.Review;
        if ((step.Risk & Grave) != Risk.None && (touchesCode || judges))
        {
            var up = judges && (step.Risk & Risk.Security) != Risk.None && step.Difficulty >= 3 ? Tier.Strong : Tier.Balanced;
            Raise(ref floor, up, d, "risk", $"risk: {Names(step.Risk & Grave)}");
        }

        if ((step.Risk & Risk.MultiFile) != Risk.None && (touchesCode || judges))
        {
            Raise(ref floor, step.Difficulty >= 5 ? Tier.Strong : Tier.Balanced, d, "risk", "the change spans several files");
        }

        // Hard code starts cheap unless it is the hardest: a failing test sends it up in time, and usually none fails. What judges
        // (a plan, a review) fails silently, so there difficulty counts earlier.
        if (step.Difficulty >= (judges ? 4 : 5) && d.Index.Policy.Preference != Preference.Cost)
        {
            var up = judges || step.Phase is Phase.Debug ? Tier.Strong
                : touchesCode || step.Phase is Phase.Explain ? Tier.Balanced
                : Tier.Cheap;
            Raise(ref floor, up, d, "difficulty", $"difficulty {step.Difficulty} of 5");
        }
        else if (step.Difficulty == 4 && touchesCode && d.Index.Policy.ComplexityRaisesFloor)
        {
            Raise(ref floor, Tier.Balanced, d, "difficulty", "complexity scoring: difficulty 4 of 5");
        }

        // A typo stays a typo in a file everybody uses; anything beyond it does not.
        bool edits = touchesCode || (step.Phase is Phase.SmallEdit && step.Difficulty >= 2);
        if (edits && d.Situation.Facts.Impact is { } impact && impact >= d.Index.Policy.Escalation.HighImpact)
        {
            var up = impact >= d.Index.Policy.Escalation.VeryHighImpact && step.Difficulty >= 4 ? Tier.Strong : Tier.Balanced;
            Raise(ref floor, up, d, "impact", d.Situation.Facts.ImpactWhy ?? $"much depends on this code ({impact:0.00})");
        }

        bool raised = floor > usual;
        ceiling = d.Index.Policy.Preference switch
        {
            Preference.Quality => (Tier)Math.Min((int)Tier.Strong, (int)ceiling + 1),
            Preference.Cost when !raised => (Tier)Math.Max((int)floor, (int)ceiling - 1),
            _ => ceiling,
        };
        return new TierBand(floor, ceiling > floor ? ceiling : floor, raised);
    }

    public TierBand WithFloor(Tier floor) => floor <= Floor ? this : new TierBand(floor, floor > Ceiling ? floor : Ceiling, Raised: true);

    private static void Raise(ref Tier floor, Tier to, Deliberation d, string code, string why)
    {
        if (to > floor)
        {
            floor = to;
            d.Says(code, $"{why}: at least {to.Name()}");
        }
    }

    private static string Names(Risk risk)
    {
        var names = new List<string>(4);
        foreach (var (flag, name) in RiskNames)
        {
            if ((risk & flag) != Risk.None)
            {
                names.Add(name);
            }
        }

        return string.Join(", ", names);
    }

    private static readonly (Risk, string)[] RiskNames =
    [
        (Risk.Security, "security"), (Risk.Migration, "migration"), (Risk.PublicApi, "public API"), (Risk.Destructive, "destructive"),
    ];
}
