using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>Puts findings of the new tail and of the recent history together.</summary>
public static class EvidenceReader
{
    private const int MaxEarlier = 10;

    /// <param name="tail">Exchanges whose results came since the last assistant message, in order.</param>
    /// <param name="history">Exchanges before them, oldest first.</param>
    public static StepEvidence Read(IReadOnlyList<Exchange> tail, IReadOnlyList<Exchange> history)
    {
        if (tail.Count == 0)
        {
            return StepEvidence.None;
        }

        var now = new List<(Exchange Exchange, Finding Finding)>(tail.Count);
        foreach (var exchange in tail)
        {
            now.Add((exchange, OutcomeReader.Read(exchange)));
        }

        var before = ReadHistory(now, history);
        Places.Tell(before, now);

        var runs = RunsOf(now);
        var earlier = RunsOf(before);
        earlier.RemoveRange(0, Math.Max(0, earlier.Count - MaxEarlier));
        var (delta, edited) = Progress.Compare(now, before);
        var loop = Loops.Read(before, now);
        var worst = Worst(now);
        return new StepEvidence
        {
            Outcome = worst,
            Runs = runs,
            EarlierRuns = earlier,
            DeltaFailing = delta,
            EditedBetweenRuns = edited,
            SameFailure = loop.SameFailure,
            Stuck = loop.Stuck,
            Summary = Summaries.Of(worst, runs, delta, loop),
        };
    }

    private static List<RunReport> RunsOf(List<(Exchange Exchange, Finding Finding)> findings)
    {
        var runs = new List<RunReport>();
        foreach (var (_, finding) in findings)
        {
            if (finding.Run is { } run)
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    // History is read for comparing only: earlier runs, earlier calls of a tool that fails now, edits in between. Most of it is reading, which compares with nothing.
    private static List<(Exchange Exchange, Finding Finding)> ReadHistory(List<(Exchange Exchange, Finding Finding)> now, IReadOnlyList<Exchange> history)
    {
        var before = new List<(Exchange Exchange, Finding Finding)>(history.Count);
        int runs = 0;
        for (int i = history.Count - 1; i >= 0; i--)
        {
            var exchange = history[i];
            if (exchange.Result is null)
            {
                continue;
            }

            bool run = exchange.Use.Role == ToolRole.Run && exchange.Use.Line.Kind is CommandKind.Test or CommandKind.Build or CommandKind.Lint;
            bool edit = exchange.Use.Role == ToolRole.Edit || exchange.Use.Line.Kind == CommandKind.Edit;
            bool wanted = (run && runs < MaxEarlier) || edit || SharesFailingTool(now, exchange.Use);
            runs += run ? 1 : 0;
            before.Add((exchange, wanted ? RememberedFindings.Of(exchange) : Finding.Of(Outcome.Ok)));
        }

        before.Reverse();
        return before;
    }

    private static bool SharesFailingTool(List<(Exchange Exchange, Finding Finding)> now, ToolUse use)
    {
        foreach (var (exchange, finding) in now)
        {
            if (finding.Outcome is not (Outcome.Ok or Outcome.TestPassed or Outcome.NoOutput) && exchange.Use.Tool == use.Tool && exchange.Use.Line.Kind == use.Line.Kind)
            {
                return true;
            }
        }

        return false;
    }

    private static Outcome Worst(List<(Exchange Exchange, Finding Finding)> findings)
    {
        var worst = findings[0].Finding.Outcome;
        foreach (var (_, finding) in findings)
        {
            if (Weight(finding.Outcome) > Weight(worst))
            {
                worst = finding.Outcome;
            }
        }

        return worst;
    }

    private static int Weight(Outcome outcome) => outcome switch
    {
        Outcome.TestFailed => 10,
        Outcome.BuildError => 9,
        Outcome.EditFailed => 8,
        Outcome.LintError => 7,
        Outcome.Timeout => 6,
        Outcome.CommandNotFound => 5,
        Outcome.PermissionDenied => 4,
        Outcome.OtherError => 3,
        Outcome.TestPassed => 2,
        Outcome.Ok => 1,
        _ => 0,
    };
}
