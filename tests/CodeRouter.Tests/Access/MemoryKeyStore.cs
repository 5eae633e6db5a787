using CodeRouter.Access;

namespace CodeRouter.Tests.Access;

internal sealed class MemoryKeyStore : IKeyStore
{
    private readonly Dictionary<string, ApiKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenGroup> _groups = new(StringComparer.Ordinal);
    private byte[]? _token;
    private long _generation;

    /// <summary>As a database that does not answer.</summary>
    public bool IsAway { get; set; }

    public long Generation() => IsAway ? throw new IOException("away") : _generation;

    public IReadOnlyList<ApiKey> Load() => [.. _keys.Values];

    public void Add(ApiKey key)
    {
        _keys.Add(key.Id, key);
        _generation++;
    }

    public StoreChange Change(ApiKey key, long? seen) => !_keys.TryGetValue(key.Id, out var known) ? StoreChange.Missing
        : seen is not null && seen != known.Revision ? StoreChange.Stale
        : Change(key.Id, _ => key with { Revision = known.Revision + 1 }) ? StoreChange.Done : StoreChange.Missing;

    public IReadOnlyList<TokenGroup> LoadGroups() => [.. _groups.Values];

    public StoreChange AddGroup(TokenGroup group)
    {
        _generation++;
        return _groups.TryAdd(group.Name, group) ? StoreChange.Done : StoreChange.Exists;
    }

    public StoreChange ChangeGroup(TokenGroup group, long? seen)
    {
        _generation++;
        _groups[group.Name] = group;
        return StoreChange.Done;
    }

    public StoreChange RemoveGroup(string name, long? seen)
    {
        _generation++;
        return _groups.Remove(name) ? StoreChange.Done : StoreChange.Missing;
    }

    public bool Revoke(string id, DateTimeOffset at) => Change(id, k => k with { RevokedAt = at });

    public bool ReplaceSecret(string id, byte[] secretHash) => Change(id, k => k with { SecretHash = secretHash });

    public void KeepSetupToken(byte[] tokenHash, DateTimeOffset at) => _token = tokenHash;

    public byte[]? SetupTokenHash() => _token;

    public bool RedeemSetupToken(byte[] tokenHash, ApiKey firstKey, DateTimeOffset at)
    {
        if (_token is null || !_token.AsSpan().SequenceEqual(tokenHash))
        {
            return false;
        }

        _token = null;
        Add(firstKey);
        return true;
    }

    private bool Change(string id, Func<ApiKey, ApiKey> change)
    {
        if (!_keys.TryGetValue(id, out var key))
        {
            return false;
        }

        _keys[id] = change(key);
        _generation++;
        return true;
    }
}
