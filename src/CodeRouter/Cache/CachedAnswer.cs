using CodeRouter.Core.Conversations;

namespace CodeRouter.Cache;

/// <summary>One answer that may be given again.</summary>
/// <param name="Tenant">Whose it is: nobody else is ever answered with it.</param>
/// <param name="Key">Fingerprint of the question and of all it was asked under.</param>
/// <param name="Decision">Id of the decision it was first given under.</param>
/// <param name="Format">The format of the body.</param>
/// <param name="Model">The model that gave it, as configured.</param>
/// <param name="Used">What it used then.</param>
public sealed record CachedAnswer(string Tenant, string Key, string Decision, WireFormat Format, string Model, Usage Used, byte[] Body, DateTimeOffset At, DateTimeOffset ExpiresAt)
{
    /// <summary>What the model was when it gave it: whose, where, and whether on one's own machines. Null in entries of before it was kept.</summary>
    public AnswererTags? Tags { get; init; }

    /// <summary>The tenant that a key is. Where a caller's own credential pays the upstream, more stands behind it and a colon.</summary>
    public static string TenantOf(string keyId) => "key:" + keyId;
}
