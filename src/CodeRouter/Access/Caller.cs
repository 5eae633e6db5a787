using System.Collections.Frozen;
using System.Net;

namespace CodeRouter.Access;

/// <summary>Who sent a request, as far as it matters: which key, what it may use. Made once for each key, shared by its requests.</summary>
/// <param name="KeyId">Public part of the key; null for a caller without one.</param>
/// <param name="Name">The key's name; <c>loopback</c> or <c>anonymous</c> without one.</param>
/// <param name="IsLoopback">On this machine, and not through a proxy or tunnel.</param>
/// <param name="Allowed">Models and model groups it may use; null is all.</param>
/// <param name="Key">The key itself.</param>
public sealed record Caller(string? KeyId, string Name, bool IsLoopback, IReadOnlySet<string>? Allowed, ApiKey? Key)
{
    public static Caller Loopback { get; } = new(null, "loopback", true, null, null);

    public static Caller Anonymous { get; } = new(null, "anonymous", false, null, null);

    /// <summary>The token group of the key, where it is set up.</summary>
    public TokenGroup? Group { get; private init; }

    /// <summary>What the key is charged for a dollar of cost.</summary>
    public decimal Ratio => Group?.Ratio ?? 1;

    /// <summary>Limits looked at before the body is read: requests at one time, requests per minute.</summary>
    public Limit[] AtDoor { get; private init; } = [];

    /// <summary>Limits on what a call may use: tokens per minute, budgets.</summary>
    public Limit[] OnCalls { get; private init; } = [];

    /// <summary>Ranges it may be used from; none is anywhere.</summary>
    public IPNetwork[] From { get; private init; } = [];

    public static Caller Of(ApiKey key, TokenGroup? group, bool isLoopback)
    {
        // At once before a minute before budgets; the key's own before its group's.
        Limit[] limits = [.. key.Limits.Of(LimitScope.Key, key.Id).Concat(group?.Limits.Of(LimitScope.Group, group.Name) ?? []).OrderBy(static l => l.Period)];
        return new Caller(key.Id, key.Name, isLoopback, Both(key.Models, group?.Models), key)
        {
            Group = group,
            AtDoor = [.. limits.Where(AtTheDoor)],
            OnCalls = [.. limits.Where(static l => !AtTheDoor(l))],
            From = [.. key.Addresses?.Select(NetworkText.Parse).OfType<IPNetwork>() ?? []],
        };
    }

    private static bool AtTheDoor(Limit limit) => limit.Unit == LimitUnit.Requests;

    private static IReadOnlySet<string>? Both(IReadOnlySet<string>? key, IReadOnlySet<string>? group) =>
        key is null ? group : group is null ? key : key.Intersect(group, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>Why a request was not let in: an error for the caller in its own dialect.</summary>
/// <param name="Status">401, 402, 403 or 429.</param>
/// <param name="RetryAfter">Seconds worth waiting; always with 429.</param>
/// <param name="IsVain">The same request will be refused whenever it comes.</param>
public sealed record Refusal(int Status, string Code, string Message, int? RetryAfter = null, bool IsVain = false);

/// <summary>Exactly one of the two.</summary>
public readonly record struct AdmissionVerdict(Caller? Caller, Refusal? Refusal);
