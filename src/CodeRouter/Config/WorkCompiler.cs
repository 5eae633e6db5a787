using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Config;

/// <summary>Reads <c>routing.work</c>: how work usually goes, by phase.</summary>
internal static class WorkCompiler
{
    private static readonly string[] Tiers = [.. Enum.GetValues<Tier>().Select(static t => t.Name())];

    public static WorkSettings Read(Field work)
    {
        work.ExpectMap();
        var usual = new WorkSettings();
        var read = new WorkSettings
        {
            Phases = Phases(work["phases"], usual),
            Stretch = Stretch(work["stretch"], usual),
            NewTokensPerStep = work["new_tokens_per_step"].Number(0, 1_000_000) ?? usual.NewTokensPerStep,
            FullSpeedScore = work["full_speed_score"].Number(0, 1) ?? usual.FullSpeedScore,
            ExtraSteps = work["extra_steps"].Number(0, 100) ?? usual.ExtraSteps,
            RoomToGrow = work["room_to_grow"].Number(1, 10) ?? usual.RoomToGrow,
            SideOutputTokens = work["side_output_tokens"].Number(0, 1_000_000) ?? usual.SideOutputTokens,
        };
        return read;
    }

    private static PhaseWork[] Phases(Field map, WorkSettings usual)
    {
        var phases = usual.Phases.ToArray();
        foreach (var (name, field) in map.Entries())
        {
            if (StepNames.ParsePhase(name) is not { } phase)
            {
                var known = StepNames.Phases.Select(each => each.Name()).ToArray();
                field.Error($"'{name}' is not a phase", $"write one of {string.Join(", ", known)}{Closest.Hint(name, known)}");
                continue;
            }

            var now = phases[(int)phase];
            var floor = TierNames.Parse(field["floor"].Word(Tiers)) ?? now.Floor;
            var ceiling = TierNames.Parse(field["ceiling"].Word(Tiers)) ?? now.Ceiling;
            if (ceiling < floor)
            {
                field["ceiling"].Error($"the ceiling {ceiling.Name()} lies below the floor {floor.Name()}", "raise it, or lower the floor");
            }

            phases[(int)phase] = new PhaseWork(
                field["steps"].Number(1, 10_000) ?? now.Steps,
                field["output_tokens"].Number(0, 1_000_000) ?? now.OutputTokens,
                field["stakes"].Number(0, 10) ?? now.Stakes,
                floor,
                ceiling);
        }

        return phases;
    }

    private static IReadOnlyList<double> Stretch(Field field, WorkSettings usual)
    {
        if (!field.Exists)
        {
            return usual.Stretch;
        }

        double?[] numbers = [.. field.Items().Select(static item => item.Number(0, 100))];
        if (numbers.Length != 5 || numbers.Contains(null))
        {
            field.Error("stretch takes five numbers, one for each difficulty from 1 to 5", "write five, such as [0.6, 0.8, 1, 1.3, 1.6]");
            return usual.Stretch;
        }

        return [.. numbers.Select(static n => n!.Value)];
    }
}
