namespace CodeRouter.Access;

/// <summary>Who sent a request, as far as it matters: which key, what it may use.</summary>
/// <param name="KeyId">Public part of the key; null for a caller without one.</param>
/// <param name="Name">The key's name; <c>loopback</c> or <c>anonymous</c> without one.</param>
/// <param name="IsLoopback">On this machine, and not through a proxy or tunnel.</param>
/// <param name="Allowed">Models and groups it may use; null is all.</param>
/// <param name="Key">The key itself, with its limits.</param>
public sealed record Caller(string? KeyId, string Name, bool IsLoopback, IReadOnlySet<string>? Allowed, ApiKey? Key)
{
    public static Caller Loopback { get; } = new(null, "loopback", true, null, null);

    public static Caller Anonymous { get; } = new(null, "anonymous", false, null, null);
}

/// <summary>Why a request was not let in: an error for the caller in its own dialect.</summary>
/// <param name="Status">401 or 403.</param>
public sealed record Refusal(int Status, string Code, string Message);

/// <summary>Exactly one of the two.</summary>
public readonly record struct AdmissionVerdict(Caller? Caller, Refusal? Refusal);
