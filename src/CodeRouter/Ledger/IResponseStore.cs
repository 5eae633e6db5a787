using CodeRouter.Core.Conversations;

namespace CodeRouter.Ledger;

/// <summary>One answered Responses call that a later request may go on from.</summary>
/// <param name="Id">As the caller was told it.</param>
/// <param name="KeyId">Whose it is; empty for a caller without a key.</param>
/// <param name="Session">The session it was a step of; empty for one kept before sessions were noted.</param>
/// <param name="PreviousId">The answer it went on from; null for a first one.</param>
/// <param name="Channel">The channel that answered: at home its provider has the conversation too.</param>
/// <param name="Format">The format of that channel.</param>
/// <param name="Input">The request's own items, as a JSON list.</param>
/// <param name="Output">The answer's items, as a JSON list.</param>
public sealed record StoredResponse(string Id, string KeyId, string Session, DateTimeOffset At, string? PreviousId, string Channel, WireFormat Format, byte[] Input, byte[] Output);

/// <summary>
/// Keeps Responses conversations for requests that name an earlier answer instead of repeating it, and then go to a model of another
/// format. Bounded per key, expiring, and read only with the key they were kept under.
/// </summary>
public interface IResponseStore
{
    /// <summary>Keeps one; the oldest of the same key go where they are too many bytes.</summary>
    void Keep(StoredResponse response, DateTimeOffset expiresAt, long mostBytesPerKey);

    /// <summary>The answer and all it went on from, oldest first; empty where any of them is not (or no longer) kept.</summary>
    IReadOnlyList<StoredResponse> Chain(string id, string keyId, DateTimeOffset now);
}
