namespace CodeRouter.Core.Evidence.Runners;

/// <summary>
/// The counts of a runner's closing line, whoever wrote it: numbers beside words of what happened, "4 examples, 2 failures, 1 pending" or "Total 2 Passed 1 Failed 1".
/// Words that say nothing of tests (assertions, suites, seconds) are passed over.
/// </summary>
internal readonly record struct SummaryLine(int? Failed, int? Passed, int? Total, int Skipped, int Counts)
{
    /// <summary>The passing tests, worked out from the total where the line does not name them.</summary>
    public int? Passing => Passed ?? (Total is { } all ? Math.Max(0, all - (Failed ?? 0) - Skipped) : null);

    /// <summary>Counts of two sorts: one alone is anybody's sentence.</summary>
    public bool IsSummary => (Failed is not null ? 1 : 0) + (Passed is not null ? 1 : 0) + (Total is not null ? 1 : 0) >= 2;

    private enum Sort : byte { None, Failed, Passed, Total, Skipped }

    public static SummaryLine Read(ReadOnlySpan<char> line)
    {
        int? failed = null, passed = null, total = null;
        int skipped = 0, counts = 0;
        bool? before = null;
        for (int at = 0; at < line.Length;)
        {
            if (!char.IsAsciiDigit(line[at]))
            {
                at++;
                continue;
            }

            int end = at;
            while (end < line.Length && char.IsAsciiDigit(line[end]))
            {
                end++;
            }

            // "0.01s", "1/3", "v2" are no counts.
            bool alone = (at == 0 || !(char.IsAsciiLetterOrDigit(line[at - 1]) || line[at - 1] is '.' or '/' or '-' or '_' && !(at > 1 && line[at - 2] == ' ')))
                && (end == line.Length || !(char.IsAsciiLetterOrDigit(line[end]) || line[end] is '/' or '_' or '%' || (line[end] is '.' or ':' && end + 1 < line.Length && char.IsAsciiDigit(line[end + 1]))));
            int start = at;
            at = end;
            if (!alone || end - start > 8 || !int.TryParse(line[start..end], out int count))
            {
                continue;
            }

            // The first number tells on which side of its number this runner writes the word.
            before ??= Before(line[..start]) != Sort.None;
            var sort = before.Value ? Before(line[..start]) : After(line[end..]);
            counts += sort == Sort.None ? 0 : 1;
            switch (sort)
            {
                case Sort.Failed:
                    failed = (failed ?? 0) + count;
                    break;
                case Sort.Passed:
                    passed = (passed ?? 0) + count;
                    break;
                case Sort.Skipped:
                    skipped += count;
                    break;
                case Sort.Total:
                    total = before.Value ? Math.Max(total ?? 0, count) : (total ?? 0) + count;
                    break;
                default:
                    break;
            }
        }

        return new SummaryLine(failed, passed, total, skipped, counts);
    }

    /// <summary>Whether what stands before a colon speaks of tests ("Tests", "Test results", "Failed"), not of suites, files or assertions.</summary>
    public static bool IsOfTests(ReadOnlySpan<char> label)
    {
        label = label.Trim();
        var last = label[(label.LastIndexOf(' ') + 1)..];
        return Of(last) != Sort.None || last.Contains('.') || last.StartsWith("result", StringComparison.OrdinalIgnoreCase) || last.Equals("summary", StringComparison.OrdinalIgnoreCase);
    }

    // "Failures: ", "Passed ", "| FAIL "
    private static Sort Before(ReadOnlySpan<char> text)
    {
        var trimmed = text.TrimEnd(" \t:=");
        int start = trimmed.Length;
        while (start > 0 && char.IsAsciiLetter(trimmed[start - 1]))
        {
            start--;
        }

        return trimmed.Length < text.Length ? Of(trimmed[start..]) : Sort.None;
    }

    // " failed", " test cases failed", " (failed)"; of "3 tests failed" the last word counts.
    private static Sort After(ReadOnlySpan<char> text)
    {
        var sort = Sort.None;
        for (int word = 0; word < 3; word++)
        {
            if (text.IsEmpty || text[0] != ' ')
            {
                return sort;
            }

            text = text.TrimStart(' ');
            int end = 0;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            var found = Of(text[..end]);
            if (sort == Sort.Total && (text.StartsWith("suite", StringComparison.Ordinal) || text.StartsWith("file", StringComparison.Ordinal)))
            {
                return Sort.None;
            }

            if (found == Sort.None || (sort != Sort.None && sort != Sort.Total))
            {
                return found == Sort.None && word == 0 && text[..end] is "unit" or "test" ? Sort.Total : sort;
            }

            sort = found;
            text = text[end..];
        }

        return sort;
    }

    private static Sort Of(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[12];
        if (word.IsEmpty || word.Length > lower.Length)
        {
            return Sort.None;
        }

        word.ToLowerInvariant(lower);
        return lower[..word.Length] switch
        {
            "fail" or "failed" or "failure" or "failures" or "failing" or "error" or "errors" or "errored" or "crashed" or "invalid" => Sort.Failed,
            "pass" or "passed" or "passes" or "passing" or "succeeded" or "success" or "successes" or "successful" or "ok" => Sort.Passed,
            "skip" or "skips" or "skipped" or "pending" or "pendings" or "ignored" or "disabled" or "excluded" or "incomplete" or "omissions" or "todo" => Sort.Skipped,
            "total" or "test" or "tests" or "case" or "cases" or "example" or "examples" or "run" or "runs" or "checks" or "specs" or "scenarios" or "doctest" or "doctests" or "property" or "properties" or "completed" => Sort.Total,
            _ => Sort.None,
        };
    }
}
