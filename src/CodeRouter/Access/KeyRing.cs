using System.Collections.Frozen;
using System.Security.Cryptography;

namespace CodeRouter.Access;

/// <summary>Why a key of ours was not taken.</summary>
public enum KeyFault : byte { None, Malformed, Unknown, Revoked, Expired }

/// <summary>
/// All keys in memory: a request's key is verified without a database. Changes made elsewhere (another gateway, the command line) are
/// seen within <see cref="Interval"/>.
/// </summary>
public sealed class KeyRing : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.7);

    // Compared with where there is no such key, so that an unknown one takes as long as a wrong one.
    private static readonly byte[] Nothing = new byte[SHA256.HashSizeInBytes];

    private readonly IKeyStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _reloading = new();
    private ITimer? _timer;
    private long _generation = -1;
    private volatile FrozenDictionary<string, ApiKey> _keys = FrozenDictionary<string, ApiKey>.Empty;

    public KeyRing(IKeyStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        Refresh();
    }

    /// <summary>Every key, revoked ones too.</summary>
    public IReadOnlyCollection<ApiKey> All => _keys.Values;

    /// <summary>Whether anybody could get in with a key.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Watches the store from now on.</summary>
    public void Watch() => _timer ??= _time.CreateTimer(_ => RefreshQuietly(), null, Interval, Interval);

    /// <summary>Reads the store again if it changed.</summary>
    public void Refresh()
    {
        lock (_reloading)
        {
            long generation = _store.Generation();
            if (generation != _generation)
            {
                _keys = _store.Load().ToFrozenDictionary(static k => k.Id, StringComparer.Ordinal);
                _generation = generation;
            }
        }
    }

    /// <summary>The key a credential is, or what is wrong with it.</summary>
    public ApiKey? Find(ReadOnlySpan<char> credential, out KeyFault fault)
    {
        if (!KeyText.TrySplit(credential, out var publicPart, out var secret))
        {
            fault = KeyFault.Malformed;
            return null;
        }

        _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(publicPart, out var key);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        KeyText.Hash(secret, hash);
        bool same = CryptographicOperations.FixedTimeEquals(hash, key?.SecretHash ?? Nothing);
        fault = key is null || !same ? KeyFault.Unknown
            : key.RevokedAt is not null ? KeyFault.Revoked
            : key.ExpiresAt <= _time.GetUtcNow() ? KeyFault.Expired
            : KeyFault.None;
        return fault == KeyFault.None ? key : null;
    }

    /// <summary>A key by its public part; null when there is none.</summary>
    public ApiKey? ById(string id) => _keys.GetValueOrDefault(id);

    public void Dispose() => _timer?.Dispose();

    private void RefreshQuietly()
    {
        try
        {
            Refresh();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            // The keys known so far go on counting; the next look is a moment away, and health reports the database.
        }
    }
}
