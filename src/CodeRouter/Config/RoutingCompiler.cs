using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Config;

/// <summary>Reads <c>routing</c>: how the choice is made where no rule makes it.</summary>
internal sealed class RoutingCompiler(CompileScope scope, ModelSet models)
{
    public Policy Read(Field routing)
    {
        routing.ExpectMap();
        return new Policy
        {
            Mode = routing["mode"].Word("route", "observe") is "observe" ? RoutingMode.Observe : RoutingMode.Route,
            Preference = routing["preference"].Word("cost", "balanced", "quality") switch
            {
                "cost" => Preference.Cost,
                "quality" => Preference.Quality,
                _ => Preference.Balanced,
            },
            BaselineModel = Baseline(routing["baseline_model"]),
            Phases = Phases(routing["phases"]),
            Escalation = Escalation(routing["escalation"]),
            RouteEffort = routing["effort"].Word("keep", "route") is "route",
            Efforts = Efforts(routing["efforts"]),
            Learning = Learning(routing["learning"]),
            Work = WorkCompiler.Read(routing["work"]),
            BudgetPerSessionUsd = routing["budget"]["per_session_usd"].Money(),
            BudgetPerDayUsd = routing["budget"]["per_day_usd"].Money(),
            Strategy = routing["strategy"].Word("priority", "confidence") ?? "priority",
        };
    }

    public ClassifierSettings? Classifier(Field classifier)
    {
        if (!classifier.Exists || !classifier.ExpectMap())
        {
            return null;
        }

        // Without a name the cheapest suitable model is asked; a name that means nothing is an error and no wish for another.
        var model = classifier["model"].Exists ? models.Resolve(classifier["model"]) : "";
        var settings = new ClassifierSettings(
            model ?? "",
            classifier["threshold"].Number(0, 1) ?? 0.6,
            (int)(classifier["max_tokens"].Integer(1, 100_000) ?? 50),
            (int)(classifier["timeout_ms"].Integer(1, 60_000) ?? 300),
            classifier["max_usd"].Money() ?? 0.0002m);
        return model is null ? null : settings;
    }

    private string? Baseline(Field field)
    {
        if (field.Text() is not { } name)
        {
            return null;
        }

        if (models.Find(name) is { } draft)
        {
            return draft.Name;
        }

        if (scope.Catalog.Find(name) is not null)
        {
            field.Warn($"'{name}' is not configured, so savings are stated against the strongest configured model", "add it under providers.models or to a channel's models");
            return null;
        }

        return models.Resolve(field);
    }

    private Dictionary<Phase, IReadOnlyList<string>> Phases(Field map)
    {
        var phases = new Dictionary<Phase, IReadOnlyList<string>>();
        foreach (var (name, list) in map.Entries())
        {
            if (StepNames.ParsePhase(name) is not { } phase)
            {
                var known = StepNames.Phases.Select(each => each.Name()).ToArray();
                list.Error($"'{name}' is not a phase", $"write one of {string.Join(", ", known)}{Closest.Hint(name, known)}");
                continue;
            }

            var preferred = new List<string>();
            foreach (var item in list.IsScalar ? [list] : list.Items())
            {
                if (models.Resolve(item) is { } model)
                {
                    preferred.Add(model);
                }
            }

            phases[phase] = preferred;
        }

        return phases;
    }

    private static EscalationSettings Escalation(Field field)
    {
        field.ExpectMap();
        var usual = new EscalationSettings();
        return new EscalationSettings
        {
            Enabled = field["enabled"].Flag() ?? usual.Enabled,
            FailingRuns = (int)(field["failing_runs"].Integer(1, 1000) ?? usual.FailingRuns),
            SameFailure = (int)(field["same_failure"].Integer(1, 1000) ?? usual.SameFailure),
            CooldownSteps = (int)(field["cooldown_steps"].Integer(0, 1000) ?? usual.CooldownSteps),
            FailureUsd = field["failure_usd"].Number(0, 1_000_000) ?? usual.FailureUsd,
            FailedScale = field["failed_scale"].Number(0, 1000) ?? usual.FailedScale,
            Margin = field["margin"].Number(0, 10) ?? usual.Margin,
            CacheSeconds = (int)(field["cache_seconds"].Integer(0, 86_400) ?? usual.CacheSeconds),
            SwitchSpendShare = field["switch_spend_share"].Number(0, 10) ?? usual.SwitchSpendShare,
            CostScale = field["cost_scale"].Number(0, 1000) ?? usual.CostScale,
            QualityScale = field["quality_scale"].Number(0, 1000) ?? usual.QualityScale,
            HighImpact = field["high_impact"].Number(0, 1) ?? usual.HighImpact,
            VeryHighImpact = field["very_high_impact"].Number(0, 1) ?? usual.VeryHighImpact,
            SureOfPhase = field["sure_of_phase"].Number(0, 1) ?? usual.SureOfPhase,
            WorthKeepingTokens = (int)(field["worth_keeping_tokens"].Integer(0, 100_000_000) ?? usual.WorthKeepingTokens),
            HeadStart = field["head_start"].Number(0, 1) ?? usual.HeadStart,
        };
    }

    private static EffortLevel[] Efforts(Field field)
    {
        field.ExpectMap();
        return
        [
            .. new Policy().Efforts.Select(usual => usual with
            {
                Output = field[usual.Name]["output"].Number(0, 100) ?? usual.Output,
                Score = field[usual.Name]["score"].Number(-1, 1) ?? usual.Score,
            }),
        ];
    }

    private static LearningSettings Learning(Field field)
    {
        field.ExpectMap();
        var usual = new LearningSettings();
        return new LearningSettings
        {
            Enabled = field["enabled"].Flag() ?? usual.Enabled,
            PriorWeight = field["prior_weight"].Number(0, 1_000_000) ?? usual.PriorWeight,
            WiderWeight = field["wider_weight"].Number(0, 1_000_000) ?? usual.WiderWeight,
            HalfLifeDays = field["half_life_days"].Number(0.01, 100_000) ?? usual.HalfLifeDays,
            CreditFade = field["credit_fade"].Number(0, 1) ?? usual.CreditFade,
            LoseAfter = field["lose_after"].Number(0, 1_000_000) ?? usual.LoseAfter,
            LoseBelow = field["lose_below"].Number(0, 1) ?? usual.LoseBelow,
        };
    }
}
