using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// How a rule chooses among its models that can take a request, by the algorithm it names. It must say the same of the same choice every
/// time: the only chance there is stands in <see cref="PolicyChoice.Draw"/>.
/// </summary>
public interface IModelPolicy
{
    /// <summary>What rules name it by: <c>algorithm: {type: NAME}</c>.</summary>
    string Name { get; }

    /// <summary>Index of the chosen candidate, of which there are two or more, and the probability it had, in (0,1]; 1 where no chance was in it.</summary>
    (int Index, double Propensity) Choose(PolicyChoice choice);
}

/// <summary>What a policy chooses from and by.</summary>
public sealed class PolicyChoice
{
    internal PolicyChoice(Deliberation d, OptionNode options, IEnumerable<(ModelRef Ref, ModelCard Model)> refs)
    {
        (Step, Situation, Options) = (d.Step, d.Situation, options);
        Candidates = [.. refs.Select(r => new PolicyCandidate(d, r.Ref, r.Model))];
    }

    public Step Step { get; }

    public Situation Situation { get; }

    /// <summary>What the rule says below <c>algorithm</c>.</summary>
    public OptionNode Options { get; }

    /// <summary>In [0,1), recorded with the decision.</summary>
    public double Draw => Situation.Draw;

    public IReadOnlyList<PolicyCandidate> Candidates { get; }
}

/// <summary>A model that a rule names and that can take the request.</summary>
public sealed class PolicyCandidate
{
    private readonly Deliberation _d;
    private readonly ModelRef _ref;

    internal PolicyCandidate(Deliberation d, ModelRef reference, ModelCard model) => (_d, _ref, Model) = (d, reference, model);

    public ModelCard Model { get; }

    /// <summary>As the rule says; null where it says none.</summary>
    public double? Weight => _ref.Weight;

    /// <summary>Likelihood that it does this step well, 0..1.</summary>
    public double Success => SuccessPrior.AtDifficulty(_d.Score(Model), _d.Step.Difficulty);

    /// <summary>What the step is expected to cost with it, with its prompt cache as it is, in USD; of two unknown prices neither is the less.</summary>
    public double Cost => _d.CostWeight(Model, _d.InputOf(Model), _d.Warm(Model), _d.OutputOf(Model));

    /// <summary>To its first content; null where nobody measured it yet.</summary>
    public double? LatencyMs => _d.Situation.Health.TryGetValue(Model.Name, out var health) ? health.LatencyMs : null;

    /// <summary>Share of its newest calls that failed, 0..1.</summary>
    public double ErrorRate => _d.Situation.Health.GetValueOrDefault(Model.Name).ErrorRate;

    /// <summary>Outcomes seen of it in this kind of work, weighed by age.</summary>
    public (double Successes, double Failures) Seen => _d.Seen(Model);
}
