using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Outcomes;

/// <summary>One decision on the way to an outcome.</summary>
public readonly record struct EarningDecision(string Model, Phase Phase, WorkPlace Place)
{
    /// <summary>Id of the step it was made for.</summary>
    public string Step { get; init; } = "";
}

/// <summary>What a run of decisions earned.</summary>
/// <param name="Decisions">Newest first.</param>
/// <param name="Success">0 (failed) to 1 (succeeded).</param>
public sealed record EarnedOutcome(IReadOnlyList<EarningDecision> Decisions, double Success);

/// <summary>
/// What one track's own test runs say about its decisions. A passing run is a success of the model at work, once a turn. A failing run
/// alone is none: writing the failing test first is good work. It becomes a failure when another model has to take over, when the human
/// speaks again while it still fails, or when the track falls silent there.
/// </summary>
public sealed class TurnOutcomes
{
    private const int Longest = 40;
    private readonly List<EarningDecision> _decisions = [];
    private bool _failing;
    private string? _credited;

    /// <summary>Takes the next decision of the track, with what its request said about those before it; gives what these earned.</summary>
    public EarnedOutcome? Next(EarningDecision decision, bool humanTurn, Outcome? evidence)
    {
        EarnedOutcome? earned = null;
        bool passed = evidence is Outcome.TestPassed;
        _failing = !passed && (_failing || evidence is Outcome.TestFailed or Outcome.BuildError);
        if (passed)
        {
            earned = _decisions.Count > 0 && _credited != _decisions[^1].Model ? Earn(1) : null;
            _credited = earned?.Decisions[0].Model ?? _credited;
            _decisions.Clear();
        }
        else if (_failing && _decisions.Count > 0 && (humanTurn || _decisions[^1].Model != decision.Model))
        {
            earned = Earn(0);
            _decisions.Clear();
            _failing = false;
        }

        if (humanTurn)
        {
            _credited = null;
            _decisions.Clear();
        }

        if (_decisions.Count == Longest)
        {
            _decisions.RemoveAt(0);
        }

        _decisions.Add(decision);
        return earned;
    }

    /// <summary>Nothing more is coming: what stands failing has failed.</summary>
    public EarnedOutcome? End() => _failing && _decisions.Count > 0 ? Earn(0) : null;

    private EarnedOutcome Earn(double success)
    {
        // Those of the model at work: who was relieved before has had its own.
        string model = _decisions[^1].Model;
        var own = new List<EarningDecision>();
        for (int i = _decisions.Count - 1; i >= 0 && _decisions[i].Model == model; i--)
        {
            own.Add(_decisions[i]);
        }

        return new EarnedOutcome(own, success);
    }
}
