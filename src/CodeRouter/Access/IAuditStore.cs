namespace CodeRouter.Access;

/// <summary>Who changed what, when, from where. Only ever added to; credentials are never part of it.</summary>
public interface IAuditStore
{
    void Add(AuditEntry entry);

    /// <summary>Newest first.</summary>
    IReadOnlyList<AuditEntry> Read(AuditQuery query);
}

/// <summary>One deed.</summary>
/// <param name="Number">Given by the store, growing.</param>
/// <param name="Actor">Name and public part of the key, or <c>loopback</c>, <c>command line</c>, <c>set-up token</c>.</param>
/// <param name="Action">Such as <c>key.create</c>, <c>config.change</c>.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="Detail">In words, for people.</param>
/// <param name="Address">Where the request came from; null for the command line.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, string Actor, string Action, string Target, string? Detail, string? Address);

/// <summary>Which deeds. Null is no condition.</summary>
/// <param name="Search">A part of actor, action, target or detail, taken literally.</param>
public sealed record AuditQuery(string? Search = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, int Limit = 100, int Offset = 0);
