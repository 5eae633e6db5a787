using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Injection;

namespace CodeRouter.Tools.Guards;

/// <summary>Trains the injection layer; templates are held out whole for the figures it prints.</summary>
internal static class InjectionTrainer
{
    private const int Folds = 5;
    // What the human says may be refused, what tools say is only counted unless the operator says otherwise.
    private const double HumanFalseAlarms = 0.005;
    private const double ToolFalseAlarms = 0.01;
    private const float AttackWeight = 2.5f;

    public static int Run(string folder, string output, string[] ordinary)
    {
        var examples = new List<Example>();
        var tools = new HashSet<Example>(ReferenceEqualityComparer.Instance);
        var buckets = new List<int>();
        foreach (var text in new InjectionCorpus(folder, ordinary, seed: 3).Read())
        {
            InjectionFeatures.Read(text.Text, text.FromTool, buckets);
            var example = new Example([.. buckets], text.Attacks, text.Template, text.Attacks ? AttackWeight : 1f);
            examples.Add(example);
            if (text.FromTool)
            {
                tools.Add(example);
            }
        }

        var held = new List<(double Logit, Example Of)>();
        for (int fold = 0; fold < Folds; fold++)
        {
            var (weights, bias) = LinearTrainer.Train([.. examples.Where(e => e.Group % Folds != fold)], InjectionFeatures.Buckets);
            var layer = new LinearLayer(LinearTrainer.Pack(weights, bias), InjectionFeatures.Buckets);
            held.AddRange(examples.Where(e => e.Group % Folds == fold).Select(e => (layer.Weigh(e.Features), e)));
        }

        // What the human says and what tools say are drawn a line each: 0 is put where so many of the harmless held-out texts would be flagged.
        var (all, allBias) = LinearTrainer.Train(examples, InjectionFeatures.Buckets);
        foreach (var (name, fromTool, falseAlarms) in ((string, bool, double)[])[("human", false, HumanFalseAlarms), ("tool", true, ToolFalseAlarms)])
        {
            double[] harmless = [.. held.Where(h => !h.Of.Positive && tools.Contains(h.Of) == fromTool).Select(h => h.Logit).Order()];
            double[] attacks = [.. held.Where(h => h.Of.Positive && tools.Contains(h.Of) == fromTool).Select(h => h.Logit)];
            foreach (double share in (double[])[0.001, 0.002, 0.005, 0.01, 0.02])
            {
                double at = harmless[(int)(harmless.Length * (1 - share))];
                Console.WriteLine($"held-out templates, {name}: recall {(double)attacks.Count(a => a >= at) / attacks.Length:0.000} at false alarms {share:0.000} over {attacks.Length} attacks and {harmless.Length} harmless texts; line {at:0.00}");
            }

            double line = harmless[(int)(harmless.Length * (1 - falseAlarms))];
            File.WriteAllBytes(Path.Combine(output, name + ".bin"), LinearTrainer.Pack(all, allBias - (float)line));
        }

        return 0;
    }
}
