using CodeRouter.Guards;

namespace CodeRouter.Tests.Guards;

/// <summary>A store that keeps nothing, for tests that ask nothing of it.</summary>
internal sealed class ForgetfulPlaceholders : IPlaceholderStore
{
    public IReadOnlyDictionary<string, string> Find(string keyId, string session, DateTimeOffset now) => new Dictionary<string, string>();

    public void Keep(string keyId, string session, IReadOnlyDictionary<string, string> values, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        // Nothing asks for them.
    }
}
