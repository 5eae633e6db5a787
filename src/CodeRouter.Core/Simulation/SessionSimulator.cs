using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Simulation;

/// <summary>What a policy came to over a simulated day. Costs in USD at list price, prompt caches billed.</summary>
/// <param name="PredictionOff">How far the predicted cost of a step lay from what was billed, as a share of the bill, in the median; null where nothing was predicted.</param>
public sealed record SimulatedResult(string Name, int Turns, int Solved, decimal CostUsd, int Steps, int Switches, double? PredictionOff)
{
    public double SolveRate => Solved / (double)Turns;

    public decimal CostPerSolved => Solved > 0 ? CostUsd / Solved : 0;
}

/// <summary>
/// Plays sessions under a policy: prefixes grow, caches are written, read and die in human pauses, weaker models take more steps,
/// failing tests are tried again (37 % mend with the output at hand, an identical further try 15 %), and a stronger model solves
/// what is within its reach. Success rates are the priors bent by a hidden amount per model, so that no policy knows them exactly; so are the
/// length of answers, which also differs from answer to answer, and the way input is counted.
/// </summary>
public sealed class SessionSimulator(IReadOnlyList<ModelCard> models, int cacheSeconds = 300)
{
    private static readonly WorkSettings Usual = new();

    private const double FirstRetry = 0.37, LaterRetry = 0.15;
    private const int MostAttempts = 4;
    private const int SystemTokens = 15_000, TokensPerStep = 1_500, StepSeconds = 12, CompactAt = 150_000, Compacted = 20_000;

    private static readonly DateTimeOffset Morning = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public SimulatedResult Play(string name, Func<ISessionPolicy> policy, IReadOnlyList<IReadOnlyList<SimulatedTurn>> day)
    {
        int turns = 0, solved = 0, steps = 0, switches = 0;
        decimal cost = 0;
        var off = new List<double>();
        foreach (var session in day)
        {
            var run = new Run(this, policy());
            foreach (var turn in session)
            {
                turns++;
                solved += run.Play(turn) ? 1 : 0;
            }

            cost += run.CostUsd;
            steps += run.Steps;
            switches += run.Switches;
            off.AddRange(run.PredictionsOff);
        }

        off.Sort();
        return new SimulatedResult(name, turns, solved, cost, steps, switches, off.Count > 0 ? off[off.Count / 2] : null);
    }

    /// <summary>The truth about a model at a turn: its prior, bent by up to four points that no policy is told.</summary>
    public double Chance(ModelCard model, Phase phase, int difficulty)
    {
        double bend = (new DrawSequence(DrawSequence.SeedOf(model.Name) + (ulong)phase).Next() - 0.5) * 0.08;
        return SuccessPrior.AtDifficulty(Math.Clamp(SuccessPrior.Score(model, phase) + bend, 0.05, 0.98), difficulty);
    }

    private sealed class Run(SessionSimulator world, ISessionPolicy policy)
    {
        private readonly Dictionary<string, CacheState> _caches = new(StringComparer.Ordinal);
        private SessionState _state = SessionState.New;
        private DateTimeOffset _now = Morning;
        private int _context = SystemTokens;
        private string? _last;

        public decimal CostUsd { get; private set; }

        public int Steps { get; private set; }

        public int Switches { get; private set; }

        public List<double> PredictionsOff { get; } = [];

        public bool Play(SimulatedTurn turn)
        {
            _now = _now.AddSeconds(turn.PauseSeconds);
            var draws = new DrawSequence(turn.Seed);
            double best = 0;
            var evidence = StepEvidence.None;
            for (int attempt = 1; attempt <= MostAttempts; attempt++)
            {
                double chance = Attempt(turn, attempt, evidence, ref draws);
                bool solved = turn.Luck < Math.Max(chance, best)
                    || (attempt == 2 && turn.RetryLuck < FirstRetry)
                    || (attempt > 2 && draws.Next() < LaterRetry);
                best = Math.Max(best, chance);
                if (solved)
                {
                    // The passing run is seen by the closing step.
                    StepOnce(turn, turn.Tested ? Passed : StepEvidence.None, human: false, "", ref draws);
                    return true;
                }

                if (!turn.Tested && !(turn.Noticed && attempt == 1))
                {
                    return false;
                }

                evidence = turn.Tested ? Failed(attempt) : StepEvidence.None;
            }

            return false;
        }

        /// <summary>One try at the turn; the chance of success of the models that worked on it, by their share of the steps.</summary>
        private double Attempt(SimulatedTurn turn, int attempt, StepEvidence evidence, ref DrawSequence draws)
        {
            double done = 0, chance = 0, needed = attempt == 1 ? turn.Steps : Math.Max(2, turn.Steps / 2.0);
            bool asks = attempt == 1 || !turn.Tested;
            bool first = true;
            while (done < needed)
            {
                string text = !first || !asks ? "" : attempt == 1 ? "please do this" : "still failing";
                var model = StepOnce(turn, first ? evidence : StepEvidence.None, first && asks, text, ref draws);
                double progress = Math.Min(needed - done, 1 / WorkShape.Inflation(SuccessPrior.Score(model, turn.Phase), Usual));
                chance += progress / needed * world.Chance(model, turn.Phase, turn.Difficulty);
                done += progress;
                first = false;
            }

            return chance;
        }

        private ModelCard StepOnce(SimulatedTurn turn, StepEvidence evidence, bool human, string text, ref DrawSequence draws)
        {
            if (_context > CompactAt)
            {
                _context = Compacted;
            }

            // Inside the loop the phase is read from tools, and a quarter of the time as something else.
            var label = human || draws.Next() < 0.75 ? turn.Label : StepNames.Phases[draws.Next(StepNames.Phases.Count - 1)];
            var step = new Step
            {
                Kind = human ? StepKind.Turn : StepKind.ToolContinuation,
                HumanTurn = human,
                HumanText = text,
                Phase = label,
                PhaseConfidence = 0.75,
                Difficulty = turn.DifficultyLabel,
                Evidence = evidence,
                InputTokens = _context,
                Needs = Capability.Tools,
                MaxOutput = 8_000,
            };
            var (model, state, expected) = policy.Choose(step, _state, _now);
            Bill(model, step, state, expected, AnswerWriter.Length(model, ref draws));
            return model;
        }

        private void Bill(ModelCard model, Step step, SessionState state, decimal? expected, long output)
        {
            long input = AnswerWriter.Count(model, _context);
            long warm = _caches.TryGetValue(model.Name, out var cache) ? cache.Warm(_now, world.CacheSeconds, input) : 0;
            decimal usd = StepCost.Usd(model.Price, input, warm, output) ?? throw new InvalidOperationException($"{model.Name} has no price");
            if (expected is { } predicted && usd > 0)
            {
                PredictionsOff.Add((double)(Math.Abs(predicted - usd) / usd));
            }

            _caches[model.Name] = new CacheState(input, _now);
            var usage = new Usage(0, warm, input - warm, 0, output, 0);
            _state = state.AfterAnswer(model.Name, usage, _context, usd, _now, expectedOutput: policy.Answered(model, step, _state, usage, _now));
            CostUsd += usd;
            Steps++;
            Switches += _last is not null && !string.Equals(_last, model.Name, StringComparison.Ordinal) ? 1 : 0;
            _last = model.Name;
            _context += TokensPerStep;
            _now = _now.AddSeconds(StepSeconds);
        }

        private static readonly StepEvidence Passed = new()
        {
            Outcome = Outcome.TestPassed,
            Runs = [new RunReport("suite", "pytest", 0, 12, Outcome.TestPassed)],
        };

        private static StepEvidence Failed(int run) => new()
        {
            Outcome = Outcome.TestFailed,
            Runs = [new RunReport("suite", "pytest", 3, 9, Outcome.TestFailed)],
            EarlierRuns = run > 1 ? [new RunReport("suite", "pytest", 3, 9, Outcome.TestFailed)] : [],
            DeltaFailing = run > 1 ? 0 : null,
            EditedBetweenRuns = run > 1,
            Summary = "3 failed",
        };
    }

    private int CacheSeconds { get; } = cacheSeconds;

    /// <summary>The models of this world.</summary>
    public IReadOnlyList<ModelCard> Models { get; } = models;
}
