using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>Failing tests now against failing tests at the previous run of the same suite.</summary>
internal static class Progress
{
    /// <param name="now">The new tail. What stands in it before a run counts as done before it: clients send an edit and the run that checks it in one message.</param>
    /// <param name="history">Before it, oldest first.</param>
    public static (int? Delta, bool Edited) Compare(List<(Exchange Exchange, Finding Finding)> now, List<(Exchange Exchange, Finding Finding)> history)
    {
        for (int r = now.Count - 1; r >= 0; r--)
        {
            if (now[r].Finding.Run is not { Failed: { } failing } run || run.Outcome is not (Outcome.TestFailed or Outcome.TestPassed or Outcome.BuildError or Outcome.LintError or Outcome.Ok))
            {
                continue;
            }

            bool edited = false;
            for (int n = r - 1; n >= 0; n--)
            {
                edited |= IsEdit(now[n]);
            }

            for (int h = history.Count - 1; h >= 0; h--)
            {
                if (history[h].Finding.Run is { } earlier && earlier.Suite == run.Suite && SameUnit(earlier, run))
                {
                    return (earlier.Failed is { } failed ? failing - failed : null, edited);
                }

                edited |= IsEdit(history[h]);
            }
        }

        return (null, false);
    }

    // Errors of a compiler are no failing tests: a build that broke in between is stepped over. A linter or builder that found nothing says only "ok".
    private static bool SameUnit(RunReport a, RunReport b) => a.Outcome == Outcome.Ok || b.Outcome == Outcome.Ok || Tests(a) == Tests(b);

    private static bool Tests(RunReport run) => run.Outcome is Outcome.TestFailed or Outcome.TestPassed;

    private static bool IsEdit((Exchange Exchange, Finding Finding) done) =>
        done.Finding.Outcome is Outcome.Ok or Outcome.NoOutput && (done.Exchange.Use.Role == ToolRole.Edit || done.Exchange.Use.Line.Kind == CommandKind.Edit);
}
