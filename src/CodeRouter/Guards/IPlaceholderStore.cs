namespace CodeRouter.Guards;

/// <summary>Where the values of placeholders lie beyond one process: encrypted, by key and session, until they expire.</summary>
public interface IPlaceholderStore
{
    /// <summary>Values of a session by their placeholders; those that were sealed elsewhere, or changed since, are left out.</summary>
    /// <param name="keyId">Empty without a key.</param>
    IReadOnlyDictionary<string, string> Find(string keyId, string session, DateTimeOffset now);

    /// <summary>Keeps more of them; one that is there already lives on until the later time.</summary>
    void Keep(string keyId, string session, IReadOnlyDictionary<string, string> values, DateTimeOffset now, DateTimeOffset expiresAt);
}
