using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>
/// What the tools did lately, as log odds per phase: a failing run pulls to debug, edits of tests to test, of texts to document.
/// The newest call counts most. The numbers are priors read off the rules of the phase-aware design and kept few on purpose.
/// </summary>
internal static class ToolHistory
{
    private const int Recent = 8;
    private const double Fade = 0.72;

    /// <summary>Adds to <paramref name="odds"/>, one entry per phase; gives the strongest reason.</summary>
    public static string Weigh(StepMaterial material, Span<double> odds)
    {
        string why = Outcomes(material.Evidence, odds);
        double weight = 1;
        int seen = 0;
        double edits = 0, looks = 0;
        string? strongest = null;
        for (int i = material.Tail.Count + material.History.Count - 1; i >= 0 && seen < Recent; i--, seen++)
        {
            var use = i >= material.History.Count ? material.Tail[i - material.History.Count].Use : material.History[i].Use;
            bool edit = use.Role == ToolRole.Edit || use.Line.Kind == CommandKind.Edit;
            bool look = use.Role is ToolRole.Read or ToolRole.Search || use.Line.Kind is CommandKind.Look or CommandKind.Search;
            edits += edit ? weight : 0;
            looks += look ? weight : 0;
            if (edit || look)
            {
                string? reason = Paths(use, (edit ? 1.0 : 0.6) * weight, odds);
                strongest ??= edit ? reason : null;
            }
            else if (use.Line.Kind == CommandKind.Test)
            {
                odds[(int)Phase.Test] += 0.45 * weight;
            }
            else if (use.Line.Kind == CommandKind.Git)
            {
                odds[(int)Phase.Implement] += 0.3 * weight;
            }

            weight *= Fade;
        }

        if (edits < 0.05 && looks > 1)
        {
            // Nothing changed yet: still finding out.
            odds[(int)Phase.Plan] += 0.25;
            odds[(int)Phase.Review] += 0.35;
            odds[(int)Phase.Explain] += 0.35;
        }
        else if (edits > 0)
        {
            odds[(int)Phase.Explain] -= 1.0;
            odds[(int)Phase.Review] -= 0.5;
            odds[(int)Phase.ChatOther] -= 1.0;
        }

        return why.Length > 0 ? why : strongest ?? "";
    }

    private static string Outcomes(StepEvidence evidence, Span<double> odds)
    {
        switch (evidence.Outcome)
        {
            case Outcome.TestFailed:
                odds[(int)Phase.Debug] += 3.8;
                odds[(int)Phase.Test] -= 0.6;
                return "tests failed in the last run";
            case Outcome.BuildError:
                odds[(int)Phase.Debug] += 2.3;
                return "the last build failed";
            case Outcome.OtherError:
                odds[(int)Phase.Debug] += 1.1;
                return "";
            case Outcome.LintError:
                odds[(int)Phase.Implement] += 0.7;
                odds[(int)Phase.SmallEdit] += 0.6;
                odds[(int)Phase.Debug] += 0.3;
                return "";
            case Outcome.TestPassed:
                odds[(int)Phase.Implement] += 0.7;
                return "";
            default:
                break;
        }

        if (evidence.Stuck)
        {
            odds[(int)Phase.Debug] += 0.8;
        }

        return "";
    }

    private static string? Paths(ToolUse use, double weight, Span<double> odds)
    {
        if (use.Paths.Count == 0)
        {
            // Shell commands carry their paths in their words.
            return use.Line.Kind is CommandKind.Look or CommandKind.Edit ? Path(PathKinds.Of(use.Command[..Math.Min(use.Command.Length, 300)]), weight * 0.8, odds) : null;
        }

        return Path(PathKinds.Of(use.Paths[0]), weight, odds);
    }

    private static string? Path(PathKind kind, double weight, Span<double> odds)
    {
        switch (kind)
        {
            case PathKind.Test:
                odds[(int)Phase.Test] += 1.6 * weight;
                return "tests are being written";
            case PathKind.Document:
                odds[(int)Phase.Document] += 1.5 * weight;
                return "texts are being written";
            case PathKind.Plan:
                odds[(int)Phase.Plan] += 0.7 * weight;
                odds[(int)Phase.Document] += 0.5 * weight;
                return "a plan is being written";
            case PathKind.Code:
                odds[(int)Phase.Implement] += 0.55 * weight;
                return "code is being changed";
            default:
                odds[(int)Phase.Implement] += 0.3 * weight;
                return null;
        }
    }
}
