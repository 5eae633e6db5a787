using System.Buffers;

namespace CodeRouter.Core.Evidence.Runners;

/// <summary>What the output of one command says about tests, compilation and style, added up over its lines.</summary>
public sealed class RunnerReport
{
    private const int MaxLine = 600;

    private static readonly RunnerMark[] All = [.. TestRunners.Marks, .. Builders.Marks];

    // One vectorised look per line decides whether any mark can be in it; only then are the rows tried.
    private static readonly SearchValues<string> AnyMark = SearchValues.Create([.. All.Select(m => m.Mark).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);

    // By the character a mark begins with: a hit is compared with few rows.
    private static readonly RunnerMark[][] ByFirst = [.. Enumerable.Range(0, 128).Select(c => All.Where(m => (m.Mark[0] & 127) == c).ToArray())];

    private readonly Sum[] sums = new Sum[3];

    private struct Sum
    {
        public bool Seen, Bad, Summed;
        public int? Failed, Passed;
        public int Items;
        public string? Runner;
    }

    public static RunnerReport Read(ReadOnlySpan<char> output)
    {
        var report = new RunnerReport();
        int at = 0;
        int doneUpTo = 0;
        while (at < output.Length)
        {
            // Leap to the next place where a mark begins.
            int hit = output[at..].IndexOfAny(AnyMark);
            if (hit < 0)
            {
                break;
            }

            at += hit;
            int start = output[..at].LastIndexOf('\n') + 1;
            var line = Lines.At(output, start, out int next);
            if (start >= doneUpTo && report.ReadLine(line.Length > MaxLine ? line[..MaxLine] : line, output[at..]))
            {
                doneUpTo = next;
                at = next;
            }
            else
            {
                at++;
            }
        }

        return report;
    }

    public bool Has(ReportKind kind) => sums[(int)kind].Seen;

    public bool Bad(ReportKind kind) => sums[(int)kind].Bad;

    /// <summary>Failing tests or errors; null when bad without a number, 0 when seen and not bad.</summary>
    public int? Failed(ReportKind kind)
    {
        ref readonly var sum = ref sums[(int)kind];
        return sum.Failed is > 0 ? sum.Failed : sum.Items > 0 ? sum.Items : sum.Bad ? null : sum.Seen ? 0 : null;
    }

    public int? Passed(ReportKind kind)
    {
        ref readonly var sum = ref sums[(int)kind];
        return sum.Passed is { } passed && sum.Runner == "unittest" ? Math.Max(0, passed - (sum.Failed ?? 0)) : sum.Passed;
    }

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
                if (label.EndsWith(script, StringComparison.Ordinal) && label.Length > script.Length && label[label.Length - script.Length - 1] is ' ' or ':' && label[0] != '=')
                {
                    return line[(cut + 2)..];
                }
            }
        }

        return line;
    }

    // The first row that begins here and can read the line has it.
    private bool ReadLine(ReadOnlySpan<char> line, ReadOnlySpan<char> fromHit)
    {
        var text = WithoutWorkspace(line.TrimEnd('\r'));
        if (text.Trim().IsEmpty)
        {
            return true;
        }

        foreach (var mark in ByFirst[fromHit[0] & 127])
        {
            if (!fromHit.StartsWith(mark.Mark, StringComparison.Ordinal) || !text.Contains(mark.Mark, StringComparison.Ordinal) || mark.Read(text) is not { } tally)
            {
                continue;
            }

            Count(mark, tally);
            return true;
        }

        return false;
    }

    private void Count(RunnerMark mark, Tally tally)
    {
        ref var sum = ref sums[(int)tally.Kind];
        sum.Seen = true;
        sum.Bad |= tally.Bad;
        sum.Runner ??= mark.Runner;
        if (tally.Adds && tally.Passed is null)
        {
            sum.Items += tally.Failed ?? 0;
        }
        else if (tally.Adds)
        {
            sum.Failed = (sum.Summed ? sum.Failed ?? 0 : 0) + tally.Failed;
            sum.Passed = (sum.Summed ? sum.Passed ?? 0 : 0) + tally.Passed;
            sum.Summed = true;
            sum.Runner = mark.Runner;
        }
        else
        {
            sum.Failed = tally.Failed ?? sum.Failed;
            sum.Passed = tally.Passed ?? sum.Passed;
            if (tally.Failed is not null || tally.Passed is not null)
            {
                sum.Runner = mark.Runner;
            }
        }
    }
}
