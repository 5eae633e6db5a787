using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Editing;

/// <summary>What a sentence, a request or a past decision comes to: now, and with what is not saved yet. Nothing is sent or kept.</summary>
internal sealed class TryBox(DashboardParts parts)
{
    /// <summary>Compares the settings in force with a draft.</summary>
    public async ValueTask<Html> CompareAsync(Visit visit, Settings draft, string sample) =>
        await RecordAsync(visit, sample) is { } record ? Again(record, draft) : Compare(visit, draft, sample);

    /// <summary>Only the settings in force.</summary>
    public async ValueTask<Html> NowAsync(Visit visit, string sample) => await CompareAsync(visit, parts.State.Current.Settings, sample);

    private async ValueTask<StepRecord?> RecordAsync(Visit visit, string sample) =>
        sample.Length <= 80 && !sample.Contains(' ', StringComparison.Ordinal) ? await (await parts.BooksAsync(visit.Cancel)).FindAsync(sample, null, visit.Cancel) : null;

    private Html Compare(Visit visit, Settings draft, string sample)
    {
        var current = parts.State.Current;
        bool same = ReferenceEquals(draft, current.Settings);
        var with = parts.Trials.Decide(visit.Http, same ? current : parts.Trials.Draft(draft), sample, out var failure);
        if (with is null)
        {
            return new Html().Add($"<div class=\"tried\" role=\"status\"><p class=\"wrong\">{failure!.Message}</p></div>");
        }

        var now = same ? null : parts.Trials.Decide(visit.Http, current, sample, out _);
        var shown = Begin(now?.Decision, with.Decision);
        if (with.Guarded?.Refusal is { } refusal)
        {
            shown.Add($"<p class=\"wrong\">{refusal}</p>");
        }

        if (with.WhyNone is { } none)
        {
            shown.Add($"<p class=\"wrong\">{none.Message}</p>");
        }

        shown.Add($"<details><summary>Signals</summary><dl>");
        foreach (var (name, value) in with.Signals(draft.Policy))
        {
            shown.Add($"<dt>{name}</dt><dd>{value}</dd>");
        }

        return End(shown.Add($"</dl></details>"), with.Decision);
    }

    private Html Again(StepRecord record, Settings draft)
    {
        var was = DecisionReplay.Again(record, parts.Policies.Find, null);
        if (was is null || DecisionReplay.Again(record, parts.Policies.Find, draft.Policy) is not { } now)
        {
            return new Html().Add($"<div class=\"tried\" role=\"status\"><p class=\"wrong\">The books keep too little of {record.Id} to decide it again: its details were deleted, or it was no step. Take another decision.</p></div>");
        }

        var shown = Begin(was.Decision, now.Decision, "Then");
        if (DecisionReplay.ReadsOtherWords(draft.Policy, now.Heard))
        {
            shown.Add($"<p class=\"note\">Some rules listen for words nobody listened for then. Words are not kept, so these rules count as not matching; try the sentence itself to see them.</p>");
        }

        return End(shown, now.Decision);
    }

    private static Html Begin(Decision? before, Decision after, string beforeName = "Now")
    {
        var shown = new Html().Add($"<div class=\"tried\" role=\"status\"><h3>What it comes to</h3>");
        string afterName = before is null ? "In force" : beforeName == "Now" ? "With this" : "With these settings";
        shown.Add($"{(before is null ? Controls.Table("What it comes to", "", afterName) : Controls.Table("What it comes to", "", beforeName, afterName))}");
        Row("Routing decision", static d => new Html().Add($"{d.Rule ?? "none matched: by cost"}"));
        Row("Model", DecisionShown.Where);
        Row("Cost of this step", static d => new Html().Add($"{Shown.Usd(d.CostUsd)}"));
        Row("Why", DecisionShown.Why);
        shown.Add($"{Controls.TableEnd}");
        if (before is not null)
        {
            shown.Add($"<p>{(before.Model?.Name == after.Model?.Name && before.Rule == after.Rule ? "No difference." : "It would be decided differently.")}</p>");
        }

        return shown;

        void Row(string name, Func<Decision, Html> cell) =>
            shown.Add($"<tr><th scope=\"row\">{name}</th>{(before is null ? null : new Html().Add($"<td>{cell(before)}</td>"))}<td>{cell(after)}</td></tr>");
    }

    private static Html End(Html shown, Decision decision)
    {
        shown.Add($"<details><summary>What else was considered</summary>");
        DecisionShown.Weighed(shown, decision);
        return shown.Add($"</details></div>");
    }
}
