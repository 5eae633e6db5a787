using System.Globalization;
using CodeRouter.Core.Agents;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Tools.Steps;

/// <summary>Prints how well steps are read against labelled rows, with the baselines beside.</summary>
internal static class Evaluation
{
    public static int Run(string folder, bool listErrors)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Prompts(Row.Read(Path.Combine(folder, "prompts.jsonl")), listErrors);
        Steps(Row.Read(Path.Combine(folder, "steps.jsonl")), listErrors);
        return 0;
    }

    private static void Prompts(List<Row> rows, bool listErrors)
    {
        Console.WriteLine($"prompts ({rows.Count})");
        Line("phase accuracy", Measures.Share(rows, Right), "goal 0.82, first reach 0.72");
        Line("  or the secondary label", Measures.Share(rows, r => Right(r) || r.Text("secondary_phase") == r.Said.Phase.Name()), "first reach 0.85");
        Line("  not ambiguous only", Measures.Share(rows.Where(r => !r.Flag("ambiguous")).ToList(), Right), "");
        Line("  English", Measures.Share(rows.Where(r => r.Text("nl") == "en").ToList(), Right), "");
        Line("  other languages", Measures.Share(rows.Where(r => r.Text("nl") != "en").ToList(), Right), "");
        foreach (var (least, below) in ((int, int)[])[(0, 40), (40, 160), (160, 600), (600, int.MaxValue)])
        {
            var part = rows.Where(r => r.Text("text").Length >= least && r.Text("text").Length < below).ToList();
            Line($"  {least}{(below == int.MaxValue ? " characters and more" : $" to {below} characters")} ({part.Count})", Measures.Share(part, Right), "");
        }

        Line("  baseline: the seven patterns", Measures.Share(rows, r => SevenPatterns.Match(r.Text("text"))?.Name() == r.Text("phase")), "");
        Line("  baseline: always implement", Measures.Share(rows, r => r.Text("phase") == "implement"), "");
        Line("calibration error (ECE)", Measures.Ece(rows.ConvertAll(r => (r.Said.Confidence, Right(r)))), "at most 0.08");
        Line("  mean confidence", rows.Average(r => r.Said.Confidence), "");
        foreach (var level in rows.GroupBy(r => r.Number("difficulty")).OrderBy(g => g.Key))
        {
            Console.WriteLine($"  difficulty {level.Key} ({level.Count()}): said {string.Join(' ', Enumerable.Range(1, 5).Select(d => $"{d}×{level.Count(r => r.Said.Difficulty == d)}"))}");
        }

        Line("difficulty, quadratic kappa", Measures.QuadraticKappa(rows.ConvertAll(r => (r.Number("difficulty"), r.Said.Difficulty))), "at least 0.60");
        var bundles = rows.Where(r => r.List("multi_task").Count > 0).ToList();
        Line($"task bundles, mean set F1 ({bundles.Count} rows)", bundles.Average(r => Measures.SetF1(r.List("multi_task"), [.. r.Said.Tasks.Select(t => t.Name())])), "at least 0.62");
        Line("  rows wrongly bundled", Measures.Share(rows.Where(r => r.List("multi_task").Count == 0).ToList(), r => r.Said.Tasks.Count > 1), "");
        foreach (string flag in (string[])["security", "migration", "public_api", "multi_file", "destructive"])
        {
            int hit = rows.Count(r => r.List("risk").Contains(flag, StringComparer.Ordinal) && Risks(r).Contains(flag, StringComparer.Ordinal));
            int wrong = rows.Count(r => !r.List("risk").Contains(flag, StringComparer.Ordinal) && Risks(r).Contains(flag, StringComparer.Ordinal));
            int missed = rows.Count(r => r.List("risk").Contains(flag, StringComparer.Ordinal) && !Risks(r).Contains(flag, StringComparer.Ordinal));
            Console.WriteLine($"  risk {flag,-12} F1 {Measures.F1(hit, wrong, missed):0.00} (hit {hit}, wrong {wrong}, missed {missed})");
        }

        Confusion(rows.ConvertAll(r => (r.Text("phase"), r.Said.Phase.Name())));
        if (listErrors)
        {
            foreach (var row in rows.Where(r => !Right(r)))
            {
                string text = row.Text("text").Replace("\n", "⏎", StringComparison.Ordinal);
                Console.WriteLine($"{row.Text("phase"),-11}{row.Said.Phase.Name(),-11}{row.Said.Confidence:0.00} {(row.Flag("ambiguous") ? "~" : " ")} {(text.Length > 170 ? text[..110] + " … " + text[^55..] : text)}");
            }
        }
    }

    private static void Steps(List<Row> rows, bool listErrors)
    {
        var real = rows.Where(r => !r.Flag("synthetic")).ToList();
        Console.WriteLine();
        Console.WriteLine($"steps ({rows.Count}, {real.Count} real)");
        Line("phase accuracy", Measures.Share(rows, StepRight), "goal 0.74, first reach 0.62");
        Line("  real rows", Measures.Share(real, StepRight), "");
        // Rows are tails of at most eight steps and do not say how long the conversation was: what can be told apart is how much of it is seen.
        ByLength(rows, "<= 10 steps", 0, 10);
        ByLength(rows, "11-50 steps", 11, 50);
        ByLength(rows, "> 50 steps", 51, int.MaxValue);
        ByLength(rows, "of which nothing earlier seen", 0, 1);
        ByLength(rows, "some earlier steps", 2, 7);
        ByLength(rows, "a full window", 8, 10);
        Line("  baseline: the seven patterns", Measures.Share(rows, Patterns), "");
        Line("  baseline: always implement", Measures.Share(rows, r => r.Text("label_phase") == "implement"), "");
        Line("calibration error (ECE)", Measures.Ece(rows.ConvertAll(r => (r.Said.Confidence, StepRight(r)))), "at most 0.08");
        Line("  mean confidence", rows.Average(r => r.Said.Confidence), "");
        Line("outcome macro F1, all rows", Measures.MacroF1(rows.ConvertAll(r => (r.Text("outcome"), Out(r)))), "at least 0.88");
        Line("outcome macro F1, real rows", Measures.MacroF1(real.ConvertAll(r => (r.Text("outcome"), Out(r)))), "at least 0.88");
        Line("  outcome accuracy, real rows", Measures.Share(real, r => r.Text("outcome") == Out(r)), "");
        var hard = rows.Where(r => r.Flag("hard_negative")).ToList();
        Line($"  false alarms on hard negatives ({hard.Count})", Measures.Share(hard, r => Out(r) is not ("ok" or "no_output" or "test_passed")), "at most 0.02");
        int hit = rows.Count(r => r.Flag("stuck") && r.Said.Stuck), wrong = rows.Count(r => !r.Flag("stuck") && r.Said.Stuck), missed = rows.Count(r => r.Flag("stuck") && !r.Said.Stuck);
        Line("stuck F1", Measures.F1(hit, wrong, missed), $"at least 0.75 (hit {hit}, wrong {wrong}, missed {missed})");
        Confusion(rows.ConvertAll(r => (r.Text("label_phase"), r.Said.Phase.Name())));
        if (listErrors)
        {
            foreach (var row in rows.Where(r => r.Text("outcome") != Out(r) || r.Flag("stuck") != r.Said.Stuck))
            {
                Console.WriteLine($"{row.Text("id")} outcome {row.Text("outcome")} said {Out(row)}; stuck {row.Flag("stuck")} said {row.Said.Stuck}");
            }

            foreach (var row in rows.Where(r => !StepRight(r)))
            {
                string text = row.Text("last_user_text").Replace("\n", "⏎", StringComparison.Ordinal);
                string calls = row.Label.GetProperty("last_tool_calls").GetRawText();
                Console.WriteLine($"{row.Text("id")} {row.Text("label_phase"),-11}{row.Said.Phase.Name(),-11}{row.Said.Confidence:0.00} {row.Text("outcome"),-12} {(text.Length > 120 ? text[..80] + " … " + text[^35..] : text)} || {(calls.Length > 130 ? calls[..130] : calls)}");
            }
        }
    }

    private static void ByLength(List<Row> rows, string name, int least, int most)
    {
        var part = rows.Where(r => r.Steps >= least && r.Steps <= most).ToList();
        Line($"  {name} ({part.Count})", Measures.Share(part, StepRight), part.Count == 0 ? "no such rows" : $"seven patterns {Measures.Share(part, Patterns):0.000}, always implement {Measures.Share(part, r => r.Text("label_phase") == "implement"):0.000}");
    }

    private static bool Patterns(Row row) => SevenPatterns.Match(InjectedBlocks.Strip(row.Text("last_user_text")))?.Name() == row.Text("label_phase");

    private static bool Right(Row row) => row.Text("phase") == row.Said.Phase.Name();

    private static bool StepRight(Row row) => row.Text("label_phase") == row.Said.Phase.Name();

    private static string Out(Row row) => row.Said.Outcome?.Name() ?? "null";

    private static List<string> Risks(Row row) => RiskNames.Names(row.Said.Risk);

    private static void Line(string name, double value, string note) => Console.WriteLine($"  {name,-46} {value:0.000}   {note}");

    private static void Confusion(List<(string Truth, string Said)> rows)
    {
        string[] names = [.. StepNames.Phases.Select(p => p.Name())];
        Console.WriteLine("  " + "truth \\ said".PadRight(12) + string.Concat(names.Select(n => n[..Math.Min(5, n.Length)].PadLeft(6))));
        foreach (string truth in names)
        {
            Console.WriteLine("  " + truth.PadRight(12) + string.Concat(names.Select(n => rows.Count(r => r.Truth == truth && r.Said == n).ToString(CultureInfo.InvariantCulture).PadLeft(6))));
        }
    }
}
