using System.Globalization;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Gateway;

namespace CodeRouter.Dashboard;

/// <summary>A decision as people read it: where to, why, and what else was weighed.</summary>
internal static class DecisionShown
{
    public static Html Where(Decision decision) => new Html().Add($"<strong>{decision.Model?.Name ?? "no model"}</strong>{(decision.Model is { } model ? new Html().Add($" <span class=\"tag\">{model.Tier.Name()}</span>") : null)}{(decision.Reasoning == true ? " with reasoning" : "")}");

    public static Html Why(Decision decision) => new Html().Add($"{DecisionRecords.Line(decision)}");

    /// <summary>All candidates with what each was expected to cost, and those that could not, with the reason.</summary>
    public static void Weighed(Html to, Decision decision)
    {
        if (decision.Candidates.Count > 0)
        {
            to.Add($"{Controls.Table("Candidates", "Model", "Tier", "#This step", "#Expected in all", "#Success", "#Cached tokens", "Note")}");
            foreach (var candidate in decision.Candidates)
            {
                to.Add($"<tr><th scope=\"row\">{candidate.Model}</th><td>{candidate.Tier.Name()}</td><td class=\"number\">{Shown.Usd(candidate.StepUsd)}</td><td class=\"number\">{(candidate.ExpectedUsd is { } expected && double.IsFinite(expected) ? Shown.Usd((decimal)expected) : "not priced")}</td><td class=\"number\">{candidate.Success.ToString("0 %", CultureInfo.InvariantCulture)}</td><td class=\"number\">{Shown.Count(candidate.WarmTokens)}</td><td class=\"long\">{candidate.Note}</td></tr>");
            }

            to.Add($"{Controls.TableEnd}");
        }

        if (decision.Rejected.Count > 0)
        {
            to.Add($"<ul>");
            foreach (var rejection in decision.Rejected)
            {
                to.Add($"<li>{rejection.Model}: {rejection.Why}</li>");
            }

            to.Add($"</ul>");
        }
    }
}
