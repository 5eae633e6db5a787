using CodeRouter.Core;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;
using CodeRouter.Hosts.Preferences;

namespace CodeRouter.Hosts.Planning;

/// <summary>
/// A request → its tasks, each with the class of model it wants, the model that is in this host, and what it would cost. Offline and
/// deterministic: the same words, host and settings give the same plan.
/// </summary>
/// <param name="catalog">Prices of the host's own models.</param>
/// <param name="policy">Configured models, chosen among as the gateway would; null for the host's own.</param>
/// <param name="wishes">What the user or the repository said of classes and models; null for nothing.</param>
public sealed class WorkPlanner(Catalog catalog, Policy? policy, WorkPreferences? wishes = null)
{
    /// <summary>Input tokens of an agent's first step: its instructions, its tools, the request.</summary>
    private const int FirstPrompt = 12_000;

    private const int LongestOpening = 120;

    private static readonly string[] Building = ["build", "create", "develop", "implement", "make me", "make a", "make an", "scaffold", "set up", "bootstrap"];

    private static readonly string[] Unbuilt = ["test", "doc", "readme", "plan", "spec", "review", "changelog", "comment"];

    private readonly WorkPreferences _wishes = wishes ?? WorkPreferences.None;

    public WorkPlan Plan(string text, HostFacts host)
    {
        host = _wishes.Limit(host);
        var read = TextSteps.Read(text, [], [], humanTurn: true);
        var risk = read.Risk;
        var verdict = read.Verdict;
        var said = WithPlanning(TaskReader.Read(read.HumanText, verdict.Phase), verdict.Phase, read.HumanText);
        bool testsAsked = said.Any(static t => t is TaskType.Coding or TaskType.Refactor) && TestsFirst.Asked(read.HumanText);
        if (testsAsked && !said.Contains(TaskType.Testing))
        {
            said = [TaskType.Testing, .. said];
        }

        var order = TaskOrder.Of(said, testsAsked);
        bool beforeCode = testsAsked && said.Contains(TaskType.Coding);
        var tasks = new List<PlannedTask>(order.Count);
        foreach (var (type, after) in order)
        {
            tasks.Add(Task(type, TaskWords.Of(type, beforeCode), [.. after.Select(a => Id(order, a))], Id(order, type), read, said.Count, host));
        }

        return new WorkPlan(text, host, tasks, RiskNames.Names(risk), Advice(host, tasks, risk));
    }

    // Building something with tests and documents is never begun well without a plan, said or not; mending something is.
    private static IReadOnlyList<TaskType> WithPlanning(IReadOnlyList<TaskType> said, Phase phase, string text)
    {
        if (said.Count < 2 || phase == Phase.Debug || !Builds(text))
        {
            return said;
        }

        var all = said.Where(static t => t is not (TaskType.Planning or TaskType.Analysis or TaskType.Coding)).ToList();
        bool planned = said.Contains(TaskType.Planning) || said.Contains(TaskType.Analysis);
        all.Insert(0, TaskType.Coding);
        all.InsertRange(0, planned ? said.Where(static t => t is TaskType.Planning or TaskType.Analysis) : all.Count > 2 ? [TaskType.Planning] : []);
        return all;
    }

    // The first words say that something new is made, and it is neither a test nor a text.
    private static bool Builds(string text)
    {
        string opening = text.Length > LongestOpening ? text[..LongestOpening] : text;
        foreach (string word in Building)
        {
            int at = opening.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                int from = at + word.Length, end = opening.AsSpan(from).IndexOfAny(",.;\n");
                string what = end < 0 ? opening[from..] : opening.Substring(from, end);
                what = what.Split(" and ", 2)[0];
                return !Unbuilt.Any(u => what.Contains(u, StringComparison.OrdinalIgnoreCase));
            }
        }

        return false;
    }

    private static string Id(List<(TaskType Type, IReadOnlyList<TaskType> After)> order, TaskType type) => $"{type.Name()}_{order.FindIndex(o => o.Type == type) + 1}";

    private PlannedTask Task(TaskType type, TaskWords words, IReadOnlyList<string> after, string id, TextStep read, int count, HostFacts host)
    {
        var phase = type == TaskType.Coding && read.Verdict.Phase == Phase.Debug ? Phase.Debug : words.Phase;
        int difficulty = type switch
        {
            TaskType.Formatting => 1,
            TaskType.Documentation => Math.Min(2, read.Verdict.Difficulty),

            // Several jobs at once are more than what the words of one of them say.
            _ => Math.Clamp(read.Verdict.Difficulty + (count > 2 ? 1 : 0), 1, 5),
        };
        double confidence = count == 1 ? read.Verdict.Confidence : Math.Max(read.Verdict.Confidence, 0.7);
        var capability = _wishes.ClassFor(type, words.Class);
        var (model, price, why) = Choose(words, capability, phase, difficulty, read, host);
        return new PlannedTask(id, type, words, after, capability, model, phase, difficulty, Math.Round(confidence, 3), Cost(price, phase, difficulty), why);
    }

    private (string? Model, Price? Price, string Why) Choose(TaskWords words, CapabilityClass capability, Phase phase, int difficulty, TextStep read, HostFacts host)
    {
        if (policy is null)
        {
            string named = _wishes.Models.TryGetValue(capability, out string? wanted) ? wanted : capability switch
            {
                CapabilityClass.DeepReasoning => host.Models.DeepReasoning,
                CapabilityClass.Coding => host.Models.Coding,
                CapabilityClass.Balanced => host.Models.Balanced,
                _ => host.Models.Fast,
            };
            return (named, catalog.Find(named)?.Price, words.Why);
        }

        var step = new Step { Kind = StepKind.Turn, Phase = phase, PhaseConfidence = 1, Difficulty = difficulty, Risk = read.Risk, HumanTurn = true, HumanText = read.HumanText, Session = "plan", Messages = 1, InputTokens = FirstPrompt };
        var decision = Router.Decide(step, policy, new Situation { Now = DateTimeOffset.UnixEpoch, AskedModel = Policy.AutoGroup });
        return decision.Model is { } model
            ? (model.Name, model.Price, decision.Headline is { } reason ? $"{words.Why}; {reason.Text}" : words.Why)
            : (null, null, decision.Rejected.Count > 0 ? $"no configured model can take it: {decision.Rejected[0].Model}: {decision.Rejected[0].Why}" : "no model is configured");
    }

    // Each step reads what the one before has sent from the cache and adds to it.
    private static decimal? Cost(Price? price, Phase phase, int difficulty)
    {
        var work = new WorkSettings();
        var usual = work.Phases[(int)phase];
        int steps = Math.Max(1, (int)Math.Round(usual.Steps * work.Stretch[difficulty - 1]));
        decimal? sum = 0;
        for (int i = 0, warm = 0; i < steps && price is not null; i++)
        {
            int prompt = FirstPrompt + (int)(i * work.NewTokensPerStep);
            sum += price.Estimate(prompt, warm, (long)usual.OutputTokens);
            warm = prompt;
        }

        return price is null || sum is null ? null : decimal.Round(sum.Value, 4);
    }

    private static List<string> Advice(HostFacts host, List<PlannedTask> tasks, Risk risk)
    {
        var advice = new List<string>();
        if (!host.Capabilities.DynamicSwitch)
        {
            advice.Add(host.Id == KnownHosts.None
                ? "No coding agent was recognised, so nothing can be switched from here: coderouter plan writes one prompt for each task, and the models named are what to choose by hand."
                : $"{host.Name} does not let its model be switched from outside: coderouter plan writes one prompt for each task, and the models named are what to choose by hand.");
        }
        else if (tasks.Select(static t => t.Model).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            advice.Add($"In {host.Name} the model changes with {host.SwitchWith}; through the gateway (coderouter setup {host.Id}) it changes by itself.");
        }

        if ((risk & Risk.Security) != Risk.None)
        {
            advice.Add("It touches security: have the result reviewed by a strong model or a person before it is used.");
        }

        if ((risk & (Risk.Migration | Risk.Destructive)) != Risk.None)
        {
            advice.Add("It may change or delete what cannot be brought back: make a copy first, and run it elsewhere before it runs here.");
        }

        if ((risk & Risk.PublicApi) != Risk.None)
        {
            advice.Add("Others depend on what it changes: coderouter impact FILE says who.");
        }

        if (tasks.Any(static t => t.Type is TaskType.Coding or TaskType.Refactor) && tasks.All(static t => t.Type != TaskType.Testing))
        {
            advice.Add("Nothing in it asks for tests. A test run is what shows whether a cheaper model was good enough: add one.");
        }

        return advice;
    }
}
