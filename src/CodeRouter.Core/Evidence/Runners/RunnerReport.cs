using System.Buffers;

namespace CodeRouter.Core.Evidence.Runners;

/// <summary>What the output of one command says about tests, compilation and style, added up over its lines.</summary>
public sealed class RunnerReport
{
    private const int MaxLine = 600;

    private static readonly RunnerMark[] All = [.. TestRunners.Scripts, .. TestRunners.Marks, .. FailingNames.Marks, .. ScriptTools.Marks, .. Builders.Marks];

    // One vectorised look per line decides whether any mark can be in it; only then are the rows tried.
    private static readonly SearchValues<string> AnyMark = SearchValues.Create([.. All.Select(m => m.Mark).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);

    // By the character a mark begins with: a hit is compared with few rows.
    private static readonly RunnerMark[][] ByFirst = [.. Enumerable.Range(0, 128).Select(c => All.Where(m => (m.Mark[0] & 127) == c).ToArray())];

    private readonly Sum[] sums = new Sum[6];
    private readonly NamedFailures names = new();
    private HashSet<string>? closed, items;
    private int? lastFailed, lastPassed;

    private struct Sum
    {
        public bool Seen, Bad, Summed, Verdict;
        public int? Failed, Passed, Ran;
        public int Items;
        public string? Runner;
    }

    public static RunnerReport Read(ReadOnlySpan<char> output)
    {
        var report = new RunnerReport();
        int at = 0;
        int start = 0, next = 0;
        while (at < output.Length)
        {
            // Leap to the next place where a mark begins.
            int hit = output[at..].IndexOfAny(AnyMark);
            if (hit < 0)
            {
                break;
            }

            at += hit;
            if (at >= next)
            {
                // A line is measured once, however many marks stand in it.
                start = next + output[next..at].LastIndexOf('\n') + 1;
                Lines.At(output, at, out next);
            }

            var line = output[start..next].TrimEnd('\n');
            if (report.ReadLine(line.Length > MaxLine ? Around(line, at - start) : line, output[at..], ref next))
            {
                at = next;
            }
            else
            {
                at++;
            }
        }

        return report;
    }

    // One line of JSON may hold a whole report: what stands around the mark is read.
    private static ReadOnlySpan<char> Around(ReadOnlySpan<char> line, int hit) =>
        hit < MaxLine / 2 ? line[..MaxLine] : line[(hit - (MaxLine / 2))..Math.Min(line.Length, hit + (MaxLine / 2))];

    public bool Has(ReportKind kind) => sums[(int)kind].Seen;

    public bool Bad(ReportKind kind) => sums[(int)kind].Bad;

    /// <summary>A closing line says that it is bad, not only one item among many.</summary>
    public bool Verdict(ReportKind kind) => sums[(int)kind].Verdict;

    /// <summary>A closing line counts failures.</summary>
    public bool Counted(ReportKind kind) => sums[(int)kind].Failed > 0;

    /// <summary>Errors that were said one by one.</summary>
    public int Items(ReportKind kind) => sums[(int)kind].Items;

    /// <summary>Failing tests or errors; null when bad without a number, 0 when seen and not bad.</summary>
    public int? Failed(ReportKind kind)
    {
        ref readonly var sum = ref sums[(int)kind];
        return sum.Failed is > 0 ? sum.Failed : sum.Items > 0 ? sum.Items : sum.Bad ? null : sum.Seen ? 0 : null;
    }

    public int? Passed(ReportKind kind)
    {
        ref readonly var sum = ref sums[(int)kind];
        return sum.Ran is { } ran ? Math.Max(0, ran - (sum.Failed ?? 0)) : sum.Passed is { } passed ? Math.Max(0, passed) : kind == ReportKind.Test && sum.Runner == "tap" ? Passed(ReportKind.Maybe) : null;
    }

    /// <summary>The passing tests of the run that closed last, where none failed in it; null else.</summary>
    public int? EndedWell => lastFailed == 0 && lastPassed > 0 ? lastPassed : null;

    /// <summary>The lines that name what failed: they tell one failure from another where closing lines are alike.</summary>
    public string Names => names.ToString();

    /// <summary>A closing line says that every test was skipped.</summary>
    public bool AllSkipped { get; private set; }

    public string? Runner(ReportKind kind) => sums[(int)kind].Runner;

    // "@app/web test:  93 pass", "web:test: 5 passing", "api-1  | ok": tools that run many packages put the package in front.
    private static ReadOnlySpan<char> WithoutWorkspace(ReadOnlySpan<char> line)
    {
        int cut = line[..Math.Min(line.Length, 70)].IndexOf(": ", StringComparison.Ordinal);
        if (cut > 3)
        {
            var label = line[..cut];
            foreach (string script in (ReadOnlySpan<string>)["test", "lint", "build", "typecheck", "check", "tests", "unit", "e2e"])
            {
                if (label.EndsWith(script, StringComparison.Ordinal) && label.Length > script.Length && label[label.Length - script.Length - 1] is ' ' or ':' && label[0] is not ('=' or ' '))
                {
                    return line[(cut + 2)..];
                }
            }
        }

        return line;
    }

    // The first row that begins here and can read the line has it.
    private bool ReadLine(ReadOnlySpan<char> line, ReadOnlySpan<char> fromHit, ref int next)
    {
        var text = WithoutWorkspace(line.TrimEnd('\r'));
        if (text.Trim().IsEmpty)
        {
            return true;
        }

        foreach (var mark in ByFirst[fromHit[0] & 127])
        {
            if (!fromHit.StartsWith(mark.Mark, StringComparison.Ordinal) || !text.Contains(mark.Mark, StringComparison.Ordinal))
            {
                continue;
            }

            int more = 0;
            var block = text;
            if (mark.Block > 1)
            {
                block = Lines.First(fromHit, mark.Block);
                more = Math.Max(0, block.Length - Lines.At(fromHit, 0, out _).Length);
                block = block[..Math.Min(block.Length, MaxLine)];
            }

            if (mark.Read(block) is not { } tally)
            {
                continue;
            }

            next += Math.Max(0, more - 1);
            if (tally is { Bad: true, Passed: null } && (tally.Adds || tally.Kind == ReportKind.Maybe || mark.Block > 1))
            {
                // "1) Failure:" names nothing: what stands under it does.
                names.Add(block.EndsWith(':') && block.Length < 20 ? Lines.First(fromHit, 2).Trim() : block.Trim());
            }

            if (mark.Closes && tally.Failed > 0 && !IsNew(ref closed, text))
            {
                return true;
            }

            Count(mark, tally, text);

            // A hint leaves the line to whoever can say more of it.
            return tally is not { Kind: ReportKind.Maybe, Failed: null, Passed: null };
        }

        return false;
    }

    private void Count(RunnerMark mark, Tally tally, ReadOnlySpan<char> line)
    {
        ref var sum = ref sums[(int)tally.Kind];
        sum.Seen = true;
        AllSkipped |= tally.Skipped;
        sum.Bad |= tally.Bad;
        sum.Verdict |= tally.Bad && !tally.Adds;
        sum.Runner ??= Named(mark);
        if (tally.Adds && tally.Passed is null)
        {
            // Compilers and builders repeat at the end what they said on the way.
            if (tally.Kind != ReportKind.Test && Placed(line) && !IsNew(ref items, line.Trim()))
            {
                return;
            }

            sum.Items += tally.Failed ?? 0;
            return;
        }

        if (tally.Kind == ReportKind.Test)
        {
            lastFailed = tally.Failed ?? lastFailed;
            lastPassed = tally.Passed is > 0 ? tally.Passed : lastPassed;
        }

        if (tally.Adds)
        {
            sum.Failed = (sum.Summed ? sum.Failed ?? 0 : 0) + tally.Failed;
            sum.Passed = (sum.Summed ? sum.Passed ?? 0 : 0) + tally.Passed;
            sum.Summed = true;
            sum.Runner = Named(mark) ?? sum.Runner;
        }
        else
        {
            sum.Failed = tally.Failed ?? sum.Failed;
            sum.Passed = tally.Passed ?? sum.Passed;
            sum.Ran = tally.Ran ?? sum.Ran;
            if (tally.Failed is not null || tally.Passed is not null || tally.Ran is not null)
            {
                sum.Runner = Named(mark) ?? sum.Runner;
            }
        }
    }

    // "a.c:3", "a.cs(3,4)": a repeated line is the same error only where it says which.
    private static bool Placed(ReadOnlySpan<char> line)
    {
        for (int at = 1; at < line.Length; at++)
        {
            if (char.IsAsciiDigit(line[at]) && line[at - 1] is ':' or '(' or '[')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNew(ref HashSet<string>? seen, ReadOnlySpan<char> line) =>
        (seen ??= new HashSet<string>(StringComparer.Ordinal)).GetAlternateLookup<ReadOnlySpan<char>>().Add(line);

    private static string? Named(RunnerMark mark) => mark.Runner.Length > 0 ? mark.Runner : null;
}
