using System.Buffers.Text;
using System.Text;

namespace CodeRouter.Hosts.Running;

/// <summary>How a coding agent's program is started for one thing to do.</summary>
/// <param name="Environment">Set on top of the user's own; a null value takes a variable away.</param>
/// <param name="Read">Reads its standard output: what it said last, the conversation's name, the cost it states, the trouble it states.</param>
/// <param name="Resume">The conversation's name where it is known before the start.</param>
public sealed record HostInvocation(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment, Func<string, HostAnswer> Read, string? Resume = null);

/// <summary>What could be read from a coding agent's output; null is what it did not say.</summary>
public sealed record HostAnswer(string? Text, string? Conversation, decimal? CostUsd, string? Trouble);

/// <summary>The gateway as a started agent is pointed at it.</summary>
/// <param name="Models">Every model that the run may ask for; some agents must be told them.</param>
/// <param name="Small">For the agent's own side requests.</param>
public sealed record GatewayUse(string Address, string Key, string Repository, IReadOnlyList<string> Models, string Small)
{
    /// <summary>The address with the conversation and the repository in it, for agents that take no header.</summary>
    public string AddressOf(string session) => $"{Address}/session/{session}/repo/{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Repository))}";
}
