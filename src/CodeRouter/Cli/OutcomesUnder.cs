using CodeRouter.Core.Outcomes;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary>
/// What the outcomes in the books say about another policy. Where both would have chosen alike, what came of it counts for both; where chance
/// had a hand in the choice, what it happened to choose counts by how likely either was to; elsewhere there is only what the books expect of a model.
/// </summary>
internal sealed class OutcomesUnder(IOutcomeSource books)
{
    private const int Portion = 500;

    // A turn counts for at most so many others: a bias much smaller than the noise it takes away.
    private const double Cut = 20;

    private readonly Dictionary<string, ReplayedOdds> _odds = new(StringComparer.Ordinal);

    /// <summary>Takes a decision made again under the other policy.</summary>
    public void Note(StepRecord record, ReplayedDecision again)
    {
        // What failed over was not the decision's doing.
        if (again.Odds is { } odds && record.Model == again.Was)
        {
            _odds[record.Id] = odds;
        }
    }

    /// <summary>Reads what came of the decisions that were taken in.</summary>
    public OutcomeForecast Read()
    {
        var log = new List<LoggedChoice>();
        int different = 0;
        foreach (var (session, earned) in Earned())
        {
            var odds = earned.Decisions.Select(d => _odds.GetValueOrDefault(d.Step)).ToList();
            if (odds.Contains(null))
            {
                continue;
            }

            double then = 1, now = 1, tried = 1;
            foreach (var one in odds)
            {
                (then, now, tried) = (then * one!.Then, now * one.Now, tried * (one.Then < 1 ? 1 : one.Now));
            }

            different += odds.TrueForAll(static o => o!.Now >= 1) ? 0 : 1;
            log.Add(new LoggedChoice(then, now, earned.Success, odds.Average(static o => o!.Success), odds.Average(static o => o!.SuccessNow)) { Group = session, Untried = 1 - tried });
        }

        return new OutcomeForecast(
            log.Count,
            different,
            log.Count > 0 ? log.Average(static c => c.Untried) : 0,
            OffPolicy.Ips([.. log.Select(static c => c with { Target = c.Propensity })]),
            OffPolicy.Ips(log, Cut),
            OffPolicy.Snips(log, Cut),
            OffPolicy.DoublyRobust(log, Cut));
    }

    private IEnumerable<(string Session, EarnedOutcome Earned)> Earned()
    {
        var outcomes = new EarnedOutcomes();
        var sessions = new Dictionary<string, string>(StringComparer.Ordinal);
        (string, EarnedOutcome) In(EarnedOutcome earned) => (sessions.GetValueOrDefault(earned.Decisions[0].Step, ""), earned);

        long place = 0;
        for (int read = Portion; read == Portion;)
        {
            var steps = books.StepsAfter(place, Portion);
            read = steps.Count;
            foreach (var (at, step) in steps)
            {
                place = at;
                sessions[step.Id] = step.Session;
                if (outcomes.Of(step) is { } earned)
                {
                    yield return In(earned);
                }
            }
        }

        foreach (var (earned, _) in outcomes.OfSilent(DateTimeOffset.MaxValue))
        {
            yield return In(earned);
        }

        string id = "";
        for (int read = Portion; read == Portion;)
        {
            var feedback = books.FeedbackAfter(id, Portion);
            read = feedback.Count;
            foreach (var (said, about) in feedback)
            {
                id = said.Id;
                if (EarnedOutcomes.Of(said, about) is { } earned)
                {
                    yield return In(earned);
                }
            }
        }
    }
}
