namespace CodeRouter.Access;

/// <summary>A key just made, with the text that is shown once and kept nowhere.</summary>
public sealed record NewKey(ApiKey Key, string Text)
{
    public static NewKey Make(string name, DateTimeOffset now)
    {
        string id = KeyText.NewPublic();
        string secret = KeyText.NewSecret();
        return new NewKey(new ApiKey { Id = id, Name = name, SecretHash = KeyText.Hash(secret), CreatedAt = now }, KeyText.Join(id, secret));
    }

    /// <summary>A new secret for a key that stays the same.</summary>
    public static NewKey Rotate(ApiKey key)
    {
        string secret = KeyText.NewSecret();
        return new NewKey(key with { SecretHash = KeyText.Hash(secret) }, KeyText.Join(key.Id, secret));
    }
}
