using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>
/// What the simulated models answer. The session says which move is due; which model is asked decides what that move is.
/// Asking twice gives the same answer, so retries and failover do no harm.
/// </summary>
internal sealed class DemoModels
{
    private Func<Tier, Move> _due = _ => new Move("");
    private AgentClient? _agent;
    private int _overloads;

    /// <summary>The tier that answered last.</summary>
    public Tier LastTier { get; private set; }

    public void Expect(AgentClient agent, Func<Tier, Move> due) => (_agent, _due) = (agent, due);

    public SimulatedAnswer? Answer(SimulatedCall call)
    {
        // Other callers, such as the dashboard's playground, get the provider's ordinary answer.
        if (_agent is not { } agent || TierProfile.Find(call.Model) is not { } profile)
        {
            return null;
        }

        LastTier = profile.Tier;
        var move = _due(profile.Tier);
        return new SimulatedAnswer { Text = move.Say, ToolCalls = [.. move.Deeds.Select(agent.Spell)] };
    }

    /// <summary>Once in the session a channel is overloaded, as happens every day; the gateway is to take the other one.</summary>
    public string? Mishap(SimulatedCall call) =>
        call.Format == WireFormat.OpenAIResponses && call.Messages.Count() > 6 && Interlocked.Increment(ref _overloads) == 1 ? "503-retry-after-5" : null;
}
