using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>Signs that an agent runs in circles.</summary>
/// <param name="SameFailure">How often the newest failing call was made with the same arguments and the same failure, itself included.</param>
/// <param name="Stuck">Same failure three times, edits that undo each other, or the same reading over and over.</param>
public readonly record struct Loop(int SameFailure, bool Stuck, string Why);

internal static class Loops
{
    private const int Times = 3;
    private const int ChurnReads = 4;

    public static Loop Read(List<(Exchange Exchange, Finding Finding)> history, List<(Exchange Exchange, Finding Finding)> now)
    {
        int same = 0;
        foreach (var (exchange, finding) in now)
        {
            if (!IsFailure(finding.Outcome))
            {
                continue;
            }

            int times = 1;
            bool inARow = true;
            for (int h = history.Count - 1; h >= 0; h--)
            {
                var (earlier, past) = history[h];
                bool call = SameCall(earlier.Use, exchange.Use);
                bool alike = past.Outcome == finding.Outcome && SameTool(earlier.Use, exchange.Use) && !Fewer(finding.Run, past.Run)
                    && (SameWords(past.Failure, finding.Failure) || (!HasReport(finding.Outcome) && (call || SameStart(earlier.Result, exchange.Result))));
                if (alike && (inARow || call || SameTarget(earlier.Use, exchange.Use)))
                {
                    times++;
                }

                inARow &= alike;
            }

            same = Math.Max(same, times);
        }

        if (same >= Times)
        {
            return new Loop(same, true, "the same failure " + same + " times");
        }

        if (Oscillates(history, now))
        {
            return new Loop(same, true, "edits that undo each other");
        }

        return Churns(history, now) ? new Loop(same, true, "the same reading over and over") : new Loop(same, false, "");
    }

    private static bool IsFailure(Outcome outcome) => outcome is not (Outcome.Ok or Outcome.TestPassed or Outcome.NoOutput);

    // Tests, builds and linters say what is wrong: the same command failing for another reason is progress, though its banner is the same.
    private static bool HasReport(Outcome outcome) => outcome is Outcome.TestFailed or Outcome.BuildError or Outcome.LintError;

    // What opens two reports may be the same, a banner or the one test that still fails, where others have been mended.
    private static bool Fewer(RunReport? now, RunReport? before) => now?.Failed < before?.Failed && now?.Suite == before?.Suite;

    private static bool SameStart(string? a, string? b)
    {
        const int chars = 80;
        if (a is null || b is null || a.Length < chars || b.Length < chars)
        {
            return false;
        }

        for (int i = 0; i < chars; i++)
        {
            if (a[i] != b[i] && !(char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[i])))
            {
                return false;
            }
        }

        // Status lines and banners open everything a tool prints.
        return !a.StartsWith("Exit code: ", StringComparison.Ordinal) && !a.StartsWith("Chunk ID: ", StringComparison.Ordinal) && !a.StartsWith("Wall time", StringComparison.Ordinal);
    }

    private static bool SameTool(ToolUse a, ToolUse b) => string.Equals(a.Tool, b.Tool, StringComparison.Ordinal);

    private static bool SameCall(ToolUse a, ToolUse b)
    {
        if (a.Line.Suite.Length > 0 && a.Line.Suite == b.Line.Suite)
        {
            return true;
        }

        var x = a.Arguments.AsSpan().Trim();
        var y = b.Arguments.AsSpan().Trim();
        int common = Math.Min(x.Length, y.Length);
        return common > 0 && (x.SequenceEqual(y) || (common >= 60 && x[..common].SequenceEqual(y[..common])));
    }

    private static bool SameTarget(ToolUse a, ToolUse b)
    {
        foreach (string path in a.Paths)
        {
            if (b.Paths.Contains(path, StringComparer.Ordinal))
            {
                return true;
            }
        }

        return a.Paths.Count == 0 && b.Paths.Count == 0 && a.Line.Kind == b.Line.Kind && a.Line.Runner.Length > 0 && a.Line.Runner == b.Line.Runner;
    }

    private static bool SameEnd(string? a, string? b)
    {
        const int chars = 120;
        var x = (a ?? "").AsSpan().Trim();
        var y = (b ?? "").AsSpan().Trim();
        return x[^Math.Min(chars, x.Length)..].SequenceEqual(y[^Math.Min(chars, y.Length)..]);
    }

    private static bool SameWords(string a, string b)
    {
        int common = Math.Min(Math.Min(a.Length, b.Length), 120);
        return common > 8 && a.AsSpan(0, common).SequenceEqual(b.AsSpan(0, common));
    }

    // A→B, then B→A, then A→B again: the same edit made twice with another between that took it back.
    private static bool Oscillates(List<(Exchange Exchange, Finding Finding)> history, List<(Exchange Exchange, Finding Finding)> now)
    {
        var edits = new List<string>();
        AddEdits(history, edits);
        AddEdits(now, edits);
        if (edits.Count < 3)
        {
            return false;
        }

        string last = edits[^1];
        int again = edits.FindLastIndex(edits.Count - 2, e => e == last);
        return again >= 0 && edits.Count - 1 - again >= 2;
    }

    private static void AddEdits(List<(Exchange Exchange, Finding Finding)> from, List<string> edits)
    {
        foreach (var (exchange, finding) in from)
        {
            if (exchange.Use is { Role: ToolRole.Edit, Arguments.Length: > 60 } use && finding.Outcome == Outcome.Ok && use.Arguments.AsSpan().IndexOfAny('{', '\n') >= 0)
            {
                edits.Add(use.Arguments);
            }
        }
    }

    private static bool Churns(List<(Exchange Exchange, Finding Finding)> history, List<(Exchange Exchange, Finding Finding)> now)
    {
        foreach (var (exchange, _) in now)
        {
            if (!Looks(exchange.Use) || exchange.Use.Arguments.Length < 4)
            {
                continue;
            }

            int times = 1;
            for (int h = history.Count - 1; h >= 0; h--)
            {
                var use = history[h].Exchange.Use;
                if (!Looks(use))
                {
                    break;
                }

                if (SameTool(use, exchange.Use) && use.Arguments == exchange.Use.Arguments && SameEnd(history[h].Exchange.Result, exchange.Result))
                {
                    times++;
                }
            }

            if (times >= ChurnReads)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Looks(ToolUse use) => use.Role is ToolRole.Read or ToolRole.Search || (use.Role == ToolRole.Run && use.Line.Kind is CommandKind.Look or CommandKind.Search);
}
