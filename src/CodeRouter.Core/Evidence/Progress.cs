using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>Failing tests now against failing tests at the previous run of the same suite.</summary>
internal static class Progress
{
    public static (int? Delta, bool Edited) Compare(List<RunReport> runs, List<(Exchange Exchange, Finding Finding)> history)
    {
        for (int r = runs.Count - 1; r >= 0; r--)
        {
            var run = runs[r];
            if (run.Failed is not { } failing || run.Outcome is not (Outcome.TestFailed or Outcome.TestPassed or Outcome.BuildError or Outcome.LintError or Outcome.Ok))
            {
                continue;
            }

            bool edited = false;
            for (int h = history.Count - 1; h >= 0; h--)
            {
                var (exchange, finding) = history[h];
                if (finding.Run is { } earlier && earlier.Suite == run.Suite)
                {
                    return (earlier.Failed is { } failed ? failing - failed : null, edited);
                }

                edited |= finding.Outcome is Outcome.Ok or Outcome.NoOutput && (exchange.Use.Role == ToolRole.Edit || exchange.Use.Line.Kind == CommandKind.Edit);
            }
        }

        return (null, false);
    }
}
