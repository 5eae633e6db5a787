namespace CodeRouter.Access;

/// <summary>What came of a change. Stale: somebody else changed it since the revision that was seen.</summary>
public enum StoreChange : byte { Done, Missing, Stale, Exists }

/// <summary>Where keys and token groups are kept. Any gateway over the same store knows any key; changes by another process are noticed by the generation.</summary>
public interface IKeyStore
{
    /// <summary>Grows with every change. Cheap: asked once a second.</summary>
    long Generation();

    IReadOnlyList<ApiKey> Load();

    void Add(ApiKey key);

    /// <summary>Changes what may be changed: name, group, user, team, expiry, limits, models, addresses, role. The revision becomes the next one.</summary>
    /// <param name="seen">The revision the change was made from; null takes whichever there is.</param>
    StoreChange Change(ApiKey key, long? seen);

    /// <summary>False where there is no such key.</summary>
    bool Revoke(string id, DateTimeOffset at);

    /// <summary>A new secret for the same key; the old one stops. False where there is no such key or it is revoked.</summary>
    bool ReplaceSecret(string id, byte[] secretHash);

    IReadOnlyList<TokenGroup> LoadGroups();

    /// <summary>Exists where the name is taken.</summary>
    StoreChange AddGroup(TokenGroup group);

    /// <summary>Changes everything but name and creation.</summary>
    StoreChange ChangeGroup(TokenGroup group, long? seen);

    /// <summary>Its keys keep the name as a label, and the limits are gone.</summary>
    StoreChange RemoveGroup(string name, long? seen);

    /// <summary>Keeps the hash of the set-up token; one at a time, the newest counts.</summary>
    void KeepSetupToken(byte[] tokenHash, DateTimeOffset at);

    /// <summary>The hash of the set-up token that has not been used; null when there is none.</summary>
    byte[]? SetupTokenHash();

    /// <summary>Adds the first key and uses the token up, both or neither. False where the token was used meanwhile.</summary>
    bool RedeemSetupToken(byte[] tokenHash, ApiKey firstKey, DateTimeOffset at);
}
