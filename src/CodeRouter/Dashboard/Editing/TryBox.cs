using CodeRouter.Config;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Editing;

/// <summary>What a sentence, a request or a past decision comes to: now, and with what is not saved yet. Nothing is sent or kept.</summary>
internal sealed class TryBox(DashboardParts parts)
{
    /// <summary>Compares the settings in force with a draft.</summary>
    public async ValueTask<TriedSample> CompareAsync(Visit visit, Settings draft, string sample) =>
        await RecordAsync(visit, sample) is { } record ? Again(record, draft) : Compare(visit, draft, sample);

    private async ValueTask<StepRecord?> RecordAsync(Visit visit, string sample) =>
        sample.Length <= 80 && !sample.Contains(' ', StringComparison.Ordinal) ? await (await parts.BooksAsync(visit.Cancel)).FindAsync(sample, null, visit.Cancel) : null;

    private TriedSample Compare(Visit visit, Settings draft, string sample)
    {
        var now = parts.Trials.Decide(visit.Http, parts.State.Current, sample, out var failure);
        if (now is null || parts.Trials.Decide(visit.Http, parts.Trials.Draft(draft), sample, out failure) is not { } with)
        {
            return new TriedSample.Failed(failure!.Message);
        }

        return new TriedSample.Compared("Now", now.Decision, "With this", with.Decision) { WhyNone = with.WhyNone?.Message, Signals = with.Signals(draft.Policy) };
    }

    private TriedSample Again(StepRecord record, Settings draft)
    {
        var was = DecisionReplay.Again(record, parts.Policies.Find, null);
        if (was is null || DecisionReplay.Again(record, parts.Policies.Find, draft.Policy) is not { } now)
        {
            return new TriedSample.Failed($"The books keep too little of {record.Id} to decide it again: its details were deleted, or it was no step. Take another decision.");
        }

        return new TriedSample.Compared("Then", was.Decision, "With these settings", now.Decision)
        {
            Caveat = DecisionReplay.ReadsOtherWords(draft.Policy, now.Heard) ? "Some rules listen for words nobody listened for then. Words are not kept, so these rules count as not matching; try the sentence itself to see them." : null,
        };
    }
}
