using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// The phase → model table this router started from, each name beside its successor. It is a prior: a model on the list gets a small
/// head start for that phase, measured scores and outcomes outweigh it, and operators replace it with <c>routing.phases</c>.
/// </summary>
public static class PhasePreference
{
    /// <summary>Names best first, with what replaces each today; null where the name is still current.</summary>
    public static IReadOnlyDictionary<Phase, IReadOnlyList<(string Name, string? Successor)>> Table { get; } =
        new Dictionary<Phase, IReadOnlyList<(string, string?)>>
        {
            [Phase.Plan] = [("claude-opus-4.7", "claude-opus-4.8"), ("gpt-5.2", "gpt-5.5"), ("claude-sonnet-4.6", null), ("gemini-3-pro", "gemini-3.1-pro")],
            [Phase.Implement] = [("claude-sonnet-4.6", null), ("deepseek-chat", "deepseek-v4-pro"), ("gemini-3-pro", "gemini-3.1-pro"), ("gpt-5.2", "gpt-5.4")],
            [Phase.Debug] = [("claude-sonnet-4.6", null), ("deepseek-reasoner", "deepseek-v4-pro"), ("gpt-5.2", "gpt-5.4"), ("claude-opus-4.7", "claude-opus-4.8")],
            [Phase.Test] = [("deepseek-chat", "deepseek-v4-pro"), ("kimi-k2.5", "kimi-k2.6"), ("claude-sonnet-4.6", null), ("gemini-3-flash", "gemini-3.5-flash")],
            [Phase.Refactor] = [("claude-sonnet-4.6", null), ("deepseek-chat", "deepseek-v4-pro"), ("gemini-2.5-pro", "gemini-3.1-pro")],
            [Phase.Document] = [("claude-haiku-4.5", null), ("gemini-3-flash", "gemini-3.5-flash"), ("gpt-5-mini", "gpt-5.4-mini")],
            [Phase.SmallEdit] = [("gpt-5-mini", "gpt-5.4-mini"), ("gemini-3-flash", "gemini-3.5-flash"), ("gemini-2.5-flash", "gemini-3.1-flash-lite"), ("claude-haiku-4.5", null)],
            [Phase.Review] = [("claude-opus-4.7", "claude-opus-4.8"), ("gpt-5.2", "gpt-5.5"), ("claude-sonnet-4.6", null)],
        };

    /// <summary>What the table adds to a model's estimate for a phase; 0 for a model that is not on it.</summary>
    public static double Bonus(ModelCard model, Phase phase, double headStart)
    {
        if (!Table.TryGetValue(phase, out var names))
        {
            return 0;
        }

        for (int i = 0; i < names.Count; i++)
        {
            if (Same(model, names[i].Name) || (names[i].Successor is { } successor && Same(model, successor)))
            {
                return headStart * (names.Count - i) / names.Count;
            }
        }

        return 0;
    }

    private static bool Same(ModelCard model, string name) => IsNamed(model.Name, name) || IsNamed(model.UpstreamModel, name);

    /// <summary>Spellings differ in vendor prefix, dots and trailing dates: "anthropic/claude-opus-4-8-20260401" is claude-opus-4.8.</summary>
    private static bool IsNamed(ReadOnlySpan<char> written, ReadOnlySpan<char> name)
    {
        written = written[(written.LastIndexOf('/') + 1)..];
        if (written.Length < name.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            char a = char.ToLowerInvariant(written[i]), b = name[i];
            if (a != b && !(a is '.' or '-' && b is '.' or '-'))
            {
                return false;
            }
        }

        var rest = written[name.Length..];
        return rest.IsEmpty || (rest.Length > 5 && rest[0] == '-' && char.IsAsciiDigit(rest[1])) || rest is "-preview" or "-latest";
    }
}
