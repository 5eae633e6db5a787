using System.Security.Cryptography;

namespace CodeRouter.Access;

/// <summary>
/// The way in where keys are needed and there is none yet: a token printed once at the start, good for the first key and nothing else.
/// Kept as a hash, so a start without a key prints a new one and the one before stops counting.
/// </summary>
public sealed class SetupToken(IKeyStore store, TimeProvider time)
{
    private const string Prefix = "setup-";

    /// <summary>Whether a credential looks like such a token.</summary>
    public static bool IsOne(string credential) => credential.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A new token to print; null where one is not needed because there is a key.</summary>
    public string? Issue(Admission admission, KeyRing keys)
    {
        if (!admission.KeysAreRequiredSomewhere || !keys.IsEmpty)
        {
            return null;
        }

        string token = Prefix + KeyText.NewSecret();
        store.KeepSetupToken(KeyText.Hash(token), time.GetUtcNow());
        return token;
    }

    /// <summary>Whether this is the token that has not been used yet.</summary>
    public bool Matches(string token) =>
        IsOne(token)
        && store.SetupTokenHash() is { } kept && CryptographicOperations.FixedTimeEquals(KeyText.Hash(token), kept);

    /// <summary>Uses the token up for the first key, which owns the router. Null where it does not count.</summary>
    public NewKey? Redeem(string token, string name)
    {
        if (!Matches(token))
        {
            return null;
        }

        var made = NewKey.Make(name, time.GetUtcNow());
        var first = made with { Key = made.Key with { Role = Role.Owner } };
        return store.RedeemSetupToken(KeyText.Hash(token), first.Key, time.GetUtcNow()) ? first : null;
    }
}
