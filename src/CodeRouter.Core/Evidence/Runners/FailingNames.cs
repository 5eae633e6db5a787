namespace CodeRouter.Core.Evidence.Runners;

/// <summary>
/// How runners name a failing test before they close: it tells one failure from another where the closing lines are alike,
/// and says that a test failed where the end of a test command's output was cut off.
/// </summary>
internal static class FailingNames
{
    public static IReadOnlyList<RunnerMark> Marks { get; } =
    [
        Of("cargo", " panicked at ", static line => line.StartsWith("thread '", StringComparison.Ordinal)),
        Of("cargo", " stdout ----", static line => line.StartsWith("---- ", StringComparison.Ordinal)),
        Of("dotnet", "  Failed ", static line => line.StartsWith("  Failed ", StringComparison.Ordinal) && line.EndsWith(']')),
        Of("dotnet", " [FAIL]", static line => line.EndsWith(" [FAIL]", StringComparison.Ordinal)),
        Of("dotnet", "failed ", static line => line.StartsWith("failed ", StringComparison.Ordinal) && (line.EndsWith("ms)", StringComparison.Ordinal) || line.EndsWith("s)", StringComparison.Ordinal))),
        Of("maven", " <<< ", static line => !line.Contains("Tests run:", StringComparison.Ordinal) && (line.EndsWith("<<< FAILURE!", StringComparison.Ordinal) || line.EndsWith("<<< ERROR!", StringComparison.Ordinal))),
        Of("catch2", ": FAILED:", static _ => true, block: 2),
        Of("catch2", ": failed: ", static line => line.Length > 12 && char.IsAsciiDigit(line[line.IndexOf(": failed: ", StringComparison.Ordinal) - 1])),
        Of("prove", "#   Failed test ", static line => line.StartsWith("#   Failed test ", StringComparison.Ordinal)),
        Of("meson", " FAIL ", static line => char.IsAsciiDigit(line[0]) && line[..Math.Min(8, line.Length)].Contains('/')),
        Of("testthat", "── Failure (", static _ => true),
        Of("testthat", "── Error (", static _ => true),
        Of("tcltest", "==== ", static line => line.StartsWith("==== ", StringComparison.Ordinal) && line.EndsWith(" FAILED", StringComparison.Ordinal)),
        Of("busted", "Failure -> ", static line => line.StartsWith("Failure -> ", StringComparison.Ordinal), block: 2),
        Of("busted", "Error -> ", static line => line.StartsWith("Error -> ", StringComparison.Ordinal), block: 2),
        Of("flutter", " [E]", static line => line.EndsWith(" [E]", StringComparison.Ordinal)),
        Of("crystal", "crystal spec ", static line => line.StartsWith("crystal spec ", StringComparison.Ordinal)),
        Of("eunit", "...*failed*", static line => line.EndsWith("...*failed*", StringComparison.Ordinal)),
        Of("scalatest", " *** FAILED ***", static line => line.TrimStart().StartsWith("- ", StringComparison.Ordinal)),
    ];

    private delegate bool Names(ReadOnlySpan<char> line);

    private static RunnerMark Of(string runner, string mark, Names names, int block = 1) =>
        new(runner, mark, line => names(line.TrimEnd()) ? new Tally(ReportKind.Maybe, null, null, true) : null, block);
}
