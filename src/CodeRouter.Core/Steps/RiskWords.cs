using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Steps;

/// <summary>Risks that the words, paths and commands of a step name. A risk is a reason for care, not a verdict.</summary>
internal static class RiskWords
{
    private const int Head = 280;
    private const int Foot = 160;

    private static readonly Remembered<Risk> Named = new(Read);

    public static Risk Read(StepMaterial material)
    {
        var risk = Named.Of(material.HumanText);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var exchange in material.Tail.Concat(material.History))
        {
            risk |= OfUse(exchange.Use, changed);
        }

        foreach (var exchange in material.Tail)
        {
            var use = exchange.Use;
            if (use.Role == ToolRole.Run && use.Line.Kind is CommandKind.Git or CommandKind.Edit or CommandKind.Other or CommandKind.Fetch && RiskPatterns.IsDestructive(use.Command.Length > 400 ? use.Command[..400] : use.Command))
            {
                risk |= Risk.Destructive;
            }
        }

        return changed.Count > 2 ? risk | Risk.MultiFile : risk;
    }

    /// <summary>What is asked for stands at the ends of a long text; in its middle everything is mentioned sooner or later.</summary>
    public static Risk Read(string text)
    {
        string words = Prose.Read(text).Text;
        return RiskPatterns.Read(words.Length <= Head + Foot ? words : string.Concat(words.AsSpan(0, Head), "\n", words.AsSpan(words.Length - Foot)));
    }

    private static Risk OfUse(ToolUse use, HashSet<string> changed)
    {
        var risk = Risk.None;
        if (use.Role == ToolRole.Edit || use.Line.Kind == CommandKind.Edit)
        {
            foreach (string path in use.Paths)
            {
                changed.Add(path);
                risk |= path.Contains("migration", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? Risk.Migration : Risk.None;
                risk |= RiskPatterns.IsGuarded(path) ? Risk.Security : Risk.None;
            }
        }

        return risk;
    }
}
