using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence.Runners;

namespace CodeRouter.Core.Evidence;

/// <summary>What one exchange said: its outcome and, where something was run, the report.</summary>
public readonly record struct Finding(Outcome Outcome, RunReport? Run, string Failure)
{
    public static Finding Of(Outcome outcome, string failure = "") => new(outcome, null, failure);
}

/// <summary>
/// Reads the outcome of a call by its structure: whose tool it was, what the command does, the exit status as its client spells it,
/// the runner's own summary. Words count only where a program puts its verdict; text that a call merely shows never does.
/// </summary>
public static class OutcomeReader
{
    private const int MaxOutput = 32_000;

    public static Finding Read(Exchange exchange)
    {
        string raw = exchange.Result ?? "";
        var result = ResultText.Read(raw.Length > MaxOutput ? string.Concat(raw.AsSpan(0, MaxOutput / 4), "\n…\n", raw.AsSpan(raw.Length - (MaxOutput * 3 / 4))) : raw);
        string text = result.Text;
        bool? failed = exchange.IsError is true ? true : result.Failed ?? exchange.IsError;
        if (HarnessVerdicts.Read(text, exchange.Use, failed) is { } verdict)
        {
            return Finding.Of(verdict, FirstLine(text));
        }

        var line = exchange.Use.Line;
        bool edits = exchange.Use.Role == ToolRole.Edit || (line.Kind == CommandKind.Edit && line.Runner is "apply_patch" or "applypatch");
        if (edits)
        {
            return EditResults.Read(text, failed, exchange.Use.Tool == "apply_patch");
        }

        if (exchange.Use.Role != ToolRole.Run)
        {
            return ReadLook(exchange.Use.Role, text, failed);
        }

        int? status = result.ExitCode ?? ExitStatus.Read(text);
        var body = OutputBody.Of(text);
        if (status is null && failed is not null)
        {
            status = failed.Value ? 1 : 0;
        }

        if (status is null or 0)
        {
            // The whole ended well; whether its telling part did, only that part's own status says.
            status = line.Chain.Printed(body) ?? (line.Chain.Masked && line.Kind is CommandKind.Test or CommandKind.Build or CommandKind.Lint ? null : status);
        }
        else if (status is 1 && line.Chain.Filtered && body.Trim().IsEmpty)
        {
            return Finding.Of(Outcome.NoOutput);
        }

        return ReadRun(exchange.Use, line, text, body, status);
    }

    private static Finding ReadLook(ToolRole role, string text, bool? failed)
    {
        bool failing = failed is true || text.StartsWith("### Error", StringComparison.Ordinal);
        if (failing)
        {
            var head = text.AsSpan(0, Math.Min(text.Length, 300));
            return Finding.Of(head.Contains("TimeoutError", StringComparison.Ordinal) || head.Contains("timed out", StringComparison.OrdinalIgnoreCase) ? Outcome.Timeout : Outcome.OtherError, FirstLine(text));
        }

        var start = text.AsSpan().Trim();
        if (start.IsEmpty)
        {
            return Finding.Of(Outcome.NoOutput);
        }

        return Finding.Of(role == ToolRole.Search && LookFailures.FoundNothing(start) ? Outcome.NoOutput : LookFailures.IsFailure(start) ? Outcome.OtherError : Outcome.Ok, FirstLine(start));
    }

    private static Finding ReadRun(ToolUse use, CommandLine line, string text, ReadOnlySpan<char> body, int? status)
    {
        // A runner's own summary is the best witness and the cheapest: the rest is looked for only where there is none.
        bool runs = line.Kind is CommandKind.Test or CommandKind.Build or CommandKind.Lint;
        var said = runs ? RunnerReport.Read(body) : null;
        if (said is not null && status is not (124 or 127) && Judge(said, line, status) is { Outcome: Outcome.TestFailed or Outcome.TestPassed } early)
        {
            return new Finding(early.Outcome, early, early.Outcome == Outcome.TestPassed ? "" : Failure(said, body));
        }

        if (ShellFailures.NotFound(body, use.Command, status, line.Kind) is { } missing)
        {
            return Finding.Of(Outcome.CommandNotFound, missing);
        }

        if (ShellFailures.TimedOut(text, body, status))
        {
            return Finding.Of(Outcome.Timeout, "timed out");
        }

        if (OutputBody.StillRunning(text))
        {
            return Finding.Of(Outcome.Ok);
        }

        if (text.StartsWith("failed in sandbox ", StringComparison.Ordinal))
        {
            return Finding.Of(Outcome.OtherError, FirstLine(text));
        }

        bool looks = line.Kind is CommandKind.Look or CommandKind.Search;
        if (!looks && status is not 0 && ShellFailures.Denied(body, status))
        {
            return Finding.Of(Outcome.PermissionDenied, FirstLine(body));
        }

        if (looks)
        {
            return LookFailures.ReadCommand(body, line.Kind, status);
        }

        var report = line.Kind is CommandKind.Git or CommandKind.Fetch && status is null or 0 ? null : said ?? RunnerReport.Read(body);
        if (report is not null && Judge(report, line, status) is { } run)
        {
            return new Finding(run.Outcome, run, run.Outcome is Outcome.TestPassed or Outcome.Ok ? "" : Failure(report, body));
        }

        if (body.Trim().IsEmpty)
        {
            return status is null or 0 ? Finding.Of(Outcome.NoOutput) : Finding.Of(Unexplained(line), "exit " + status);
        }

        if (status is > 0 or < 0 || ShellFailures.Died(body, status, line.Kind) || (line.Chain.Masked && Crashes.EndIn(body)) || (status is null && !line.Chain.Shortened && Crashes.Threw(body)) || (status is null && line.Kind is CommandKind.Lint or CommandKind.Build && Diagnostics.Read(body)))
        {
            return Ran(use, line, Unexplained(line), ShellFailures.Signature(body));
        }

        return ShellFailures.IsNothing(body) ? Finding.Of(Outcome.NoOutput) : Finding.Of(Outcome.Ok);
    }

    private static Finding Ran(ToolUse use, CommandLine line, Outcome outcome, string failure) =>
        line.Kind is CommandKind.Test or CommandKind.Build or CommandKind.Lint
            ? new Finding(outcome, new RunReport(Suite(line, line.Runner), line.Runner, null, null, outcome), failure)
            : Finding.Of(outcome, failure);

    // A compiler that fails says where: a good build and what ran after it, failing without such words, is that one's failure.
    private static Outcome Unexplained(CommandLine line) => line.Kind switch
    {
        _ when !line.Chain.Last => Outcome.OtherError,
        CommandKind.Build => Outcome.BuildError,
        CommandKind.Lint => Outcome.LintError,
        _ => Outcome.OtherError,
    };

    private static RunReport? Judge(RunnerReport report, CommandLine line, int? status)
    {
        bool tests = report.Has(ReportKind.Test), builds = report.Has(ReportKind.Build), lints = report.Has(ReportKind.Lint);
        if (report.Bad(ReportKind.Stopped) && !report.Bad(ReportKind.Test) && !report.Bad(ReportKind.Build) && !report.Bad(ReportKind.Lint))
        {
            // Nobody says better what failed than the tool that stopped for it.
            return Hinted(report, line, status) ?? Run(report, ReportKind.Stopped, line, line.Kind == CommandKind.Lint ? Outcome.LintError : Outcome.BuildError);
        }

        if (!tests && !builds && !lints)
        {
            return Hinted(report, line, status);
        }

        // Errors among passing tests are what the tests print, unless a compiler or the status has the last word.
        bool passing = tests && report.Passed(ReportKind.Test) is > 0 && !report.Verdict(ReportKind.Build) && status is not > 0;
        if (report.Bad(ReportKind.Build) && !(tests && report.Failed(ReportKind.Test) is > 0) && !passing)
        {
            bool style = line.Kind == CommandKind.Lint && report.Runner(ReportKind.Build) is "gcc" or "pyright" or "webpack" or "go" || ((line.Kind == CommandKind.Lint || report.Bad(ReportKind.Lint)) && report.Items(ReportKind.Build) == 0) || (line.Runner is "eslint" or "ruff" or "biome");
            return Run(report, style && report.Failed(ReportKind.Lint) is > 0 ? ReportKind.Lint : ReportKind.Build, line, style ? Outcome.LintError : Outcome.BuildError);
        }

        if (status is 0 && line.Kind == CommandKind.Test && report.Bad(ReportKind.Test) && report.EndedWell is { } good)
        {
            // It ended well and says so last: failures counted before are what a passing test printed.
            return Run(report, ReportKind.Test, line, Outcome.TestPassed) with { Failed = 0, Passed = good };
        }

        // A runner that ended well and counts no failure printed somebody else's.
        if (tests && report.Bad(ReportKind.Test) && !(status is 0 && line.Kind == CommandKind.Test && !report.Counted(ReportKind.Test)))
        {
            return Run(report, ReportKind.Test, line, Outcome.TestFailed);
        }

        if (lints && report.Bad(ReportKind.Lint))
        {
            return Run(report, ReportKind.Lint, line, Outcome.LintError);
        }

        if (tests && line.Kind == CommandKind.Test && report.Bad(ReportKind.Maybe) && !report.Bad(ReportKind.Refused) && (status is > 0 || (status is null && !report.AllSkipped && report.Passed(ReportKind.Test) is 0)))
        {
            // Failing tests are named, and the closing line that counts them was cut out.
            return Run(report, ReportKind.Test, line, Outcome.TestFailed) with { Failed = null };
        }

        if (tests)
        {
            return status is > 0 && line.Kind != CommandKind.Test ? null
                : Run(report, ReportKind.Test, line, status is > 0 || (status is null && report.Bad(ReportKind.Refused)) ? Outcome.OtherError : report.Passed(ReportKind.Test) is 0 && report.Failed(ReportKind.Test) is null or 0 ? Outcome.Ok : Outcome.TestPassed);
        }

        return status is > 0 ? null : Run(report, builds ? ReportKind.Build : ReportKind.Lint, line, Outcome.Ok);
    }

    // No closing line: what was cut off, or a form that says it in words anybody uses. Only a test command's output means tests by them.
    private static RunReport? Hinted(RunnerReport report, CommandLine line, int? status)
    {
        if (report.Bad(ReportKind.Refused) && status is not 0)
        {
            return Run(report, ReportKind.Refused, line, Outcome.OtherError);
        }

        if (line.Kind != CommandKind.Test || !report.Has(ReportKind.Maybe))
        {
            return null;
        }

        return report.Bad(ReportKind.Maybe) ? status is 0 ? null : Run(report, ReportKind.Maybe, line, Outcome.TestFailed)
            : status is null or 0 ? Run(report, ReportKind.Maybe, line, report.Passed(ReportKind.Maybe) is 0 ? Outcome.Ok : Outcome.TestPassed) : null;
    }

    private static string Failure(RunnerReport report, ReadOnlySpan<char> body) => report.Names is { Length: > 8 } names ? names : ShellFailures.Signature(body);

    private static RunReport Run(RunnerReport report, ReportKind kind, CommandLine line, Outcome outcome)
    {
        string runner = report.Runner(kind) ?? line.Runner;
        // Single failures counted in the head or tail of the output are some of them.
        bool part = line.Chain.Shortened && !report.Counted(kind) && report.Items(kind) > 0;
        return new RunReport(Suite(line, runner), runner, part ? null : report.Failed(kind), report.Passed(kind), outcome);
    }

    private static string Suite(CommandLine line, string runner) => line.Suite.Length > 0 ? line.Suite : runner;

    private static string FirstLine(ReadOnlySpan<char> text)
    {
        var line = Lines.At(text.Trim(), 0, out _);
        return (line.Length > 160 ? line[..160] : line).ToString();
    }
}
