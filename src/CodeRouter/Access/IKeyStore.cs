namespace CodeRouter.Access;

/// <summary>Where keys are kept. Any gateway over the same store knows any key; changes by another process are noticed by the generation.</summary>
public interface IKeyStore
{
    /// <summary>Grows with every change. Cheap: asked once a second.</summary>
    long Generation();

    IReadOnlyList<ApiKey> Load();

    void Add(ApiKey key);

    /// <summary>False where there is no such key.</summary>
    bool Revoke(string id, DateTimeOffset at);

    /// <summary>A new secret for the same key; the old one stops. False where there is no such key or it is revoked.</summary>
    bool ReplaceSecret(string id, byte[] secretHash);

    /// <summary>Keeps the hash of the set-up token; one at a time, the newest counts.</summary>
    void KeepSetupToken(byte[] tokenHash, DateTimeOffset at);

    /// <summary>The hash of the set-up token that has not been used; null when there is none.</summary>
    byte[]? SetupTokenHash();

    /// <summary>Adds the first key and uses the token up, both or neither. False where the token was used meanwhile.</summary>
    bool RedeemSetupToken(byte[] tokenHash, ApiKey firstKey, DateTimeOffset at);
}
