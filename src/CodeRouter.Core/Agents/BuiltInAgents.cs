using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Who is calling and how sure that is.</summary>
public readonly record struct AgentMatch(IAgentProfile? Profile, double Confidence);

/// <summary>The agents known, most specific first: forks stand before what they grew out of.</summary>
public static class BuiltInAgents
{
    private const double Enough = 0.5;

    public static IReadOnlyList<IAgentProfile> All { get; private set; } =
    [
        new QwenCode(), new ClaudeCode(), new Codex(), new Kilo(), new OpenCode(), new GeminiCli(), new CopilotCli(), new Cline(),
        new Continue(), new Pi(), new GrokCli(), new Cursor(), new Aider(), new Windsurf(), new OpenClaw(),
    ];

    /// <summary>One more, from a plugin, before any request is read. False when there is one of that name.</summary>
    public static bool Add(IAgentProfile profile)
    {
        bool isNew = !All.Any(a => a.Name == profile.Name);
        All = isNew ? [.. All, profile] : All;
        return isNew;
    }

    public static AgentMatch Recognise(AgentClues clues)
    {
        AgentMatch best = default;
        foreach (var profile in All)
        {
            double confidence = profile.Recognise(clues);
            if (confidence > best.Confidence)
            {
                best = new AgentMatch(profile, confidence);
                if (confidence >= 0.99)
                {
                    break;
                }
            }
        }

        return best.Confidence >= Enough ? best : default;
    }
}
