using System.Globalization;

namespace CodeRouter.Core.Evidence;

/// <summary>Evidence in one plain line.</summary>
internal static class Summaries
{
    public static string? Of(Outcome outcome, List<RunReport> runs, int? delta, Loop loop)
    {
        string? line = null;
        if (runs.Count > 0)
        {
            var run = runs.Find(r => r.Outcome == outcome) ?? runs[^1];
            string what = run.Outcome is Outcome.BuildError or Outcome.LintError ? " errors" : " failed";
            line = string.Create(CultureInfo.InvariantCulture, $"{(run.Failed is { } f ? f + what : run.Outcome.Name().Replace('_', ' '))}{(run.Passed is { } p ? ", " + p + " passed" : "")} ({run.Runner})");
            if (delta is { } d)
            {
                line += d < 0 ? string.Create(CultureInfo.InvariantCulture, $", {-d} fewer than before") : d > 0 ? string.Create(CultureInfo.InvariantCulture, $", {d} more than before") : ", as many as before";
            }
        }
        else if (outcome is not (Outcome.Ok or Outcome.NoOutput))
        {
            line = outcome.Name().Replace('_', ' ');
        }

        return loop.Stuck ? (line is null ? "" : line + "; ") + "stuck: " + loop.Why : line;
    }
}
