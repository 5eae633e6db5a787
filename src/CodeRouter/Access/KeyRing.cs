using System.Collections.Frozen;
using System.Security.Cryptography;

namespace CodeRouter.Access;

/// <summary>Why a key of ours was not taken.</summary>
public enum KeyFault : byte { None, Malformed, Unknown, Revoked, Expired }

/// <summary>
/// All keys in memory: a request's key is verified without a database. Changes made elsewhere (another gateway, the command line) are
/// seen within <see cref="Interval"/>, a new key at its first use.
/// </summary>
public sealed class KeyRing : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.7);

    // For keys that are not known. A flood of wrong ones costs twenty looks a second, and whoever guesses as many answers.
    private static readonly TimeSpan LooksApart = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Compared with where there is no such key, so that an unknown one takes as long as a wrong one.
    private static readonly byte[] Nothing = new byte[SHA256.HashSizeInBytes];

    private readonly IKeyStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _reloading = new();
    private readonly SharedLook _look;
    private ITimer? _timer;
    private long _generation = -1;
    private volatile FrozenDictionary<string, Entry> _keys = FrozenDictionary<string, Entry>.Empty;
    private volatile IReadOnlyList<TokenGroup> _groups = [];
    private volatile bool _answers = true;

    public KeyRing(IKeyStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _look = new SharedLook(RefreshIfPossible, LooksApart, time);
        Refresh();
    }

    /// <summary>Every key, revoked ones too.</summary>
    public IReadOnlyList<ApiKey> All => [.. _keys.Values.Select(static e => e.Key)];

    public IReadOnlyList<TokenGroup> Groups => _groups;

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
                var groups = _store.LoadGroups();
                var byName = groups.ToDictionary(static g => g.Name, StringComparer.Ordinal);
                _keys = _store.Load().Select(k => new Entry(k, k.Group is null ? null : byName.GetValueOrDefault(k.Group))).ToFrozenDictionary(static e => e.Key.Id, StringComparer.Ordinal);
                _groups = groups;
                _generation = generation;
            }
        }
    }

    /// <summary>
    /// Looks whether the store knows more by now: a key that another process has just made is told from a wrong one. Many who ask share a
    /// look; a store that does not answer is not waited for long.
    /// </summary>
    /// <returns>Whether the store answered: else nobody can say that there is no such key.</returns>
    public async Task<bool> LookAgainAsync(CancellationToken cancellationToken)
    {
        var look = _look.JoinAsync();
        await look.WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return look.IsCompletedSuccessfully && _answers;
    }

    /// <summary>The key a credential is, or what is wrong with it.</summary>
    public ApiKey? Find(ReadOnlySpan<char> credential, out KeyFault fault) => Look(credential, out fault)?.Key;

    /// <summary>Whom a credential is for, or what is wrong with it.</summary>
    public Caller? CallerOf(ReadOnlySpan<char> credential, bool isLoopback, out KeyFault fault) =>
        Look(credential, out fault) is not { } entry ? null : isLoopback ? entry.Local : entry.Remote;

    /// <summary>A key by its public part; null when there is none.</summary>
    public ApiKey? ById(string id) => _keys.GetValueOrDefault(id)?.Key;

    public void Dispose() => _timer?.Dispose();

    private Entry? Look(ReadOnlySpan<char> credential, out KeyFault fault)
    {
        if (!KeyText.TrySplit(credential, out var publicPart, out var secret))
        {
            fault = KeyFault.Malformed;
            return null;
        }

        _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(publicPart, out var entry);
        var key = entry?.Key;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        KeyText.Hash(secret, hash);
        bool same = CryptographicOperations.FixedTimeEquals(hash, key?.SecretHash ?? Nothing);
        fault = key is null || !same ? KeyFault.Unknown
            : key.RevokedAt is not null ? KeyFault.Revoked
            : key.ExpiresAt <= _time.GetUtcNow() ? KeyFault.Expired
            : KeyFault.None;
        return fault == KeyFault.None ? entry : null;
    }

    /// <summary>As <see cref="Refresh"/>; where the store does not answer, the keys known so far go on counting.</summary>
    public void RefreshQuietly()
    {
        if (!_reloading.TryEnter())
        {
            // A look is under way, perhaps at a store that hangs: more of them would only take threads from requests.
            return;
        }

        try
        {
            RefreshIfPossible();
        }
        finally
        {
            _reloading.Exit();
        }
    }

    private void RefreshIfPossible()
    {
        try
        {
            Refresh();
            _answers = true;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            // The keys known so far go on counting; the next look is a moment away, and health reports the database.
            _answers = false;
        }
    }

    private sealed class Entry(ApiKey key, TokenGroup? group)
    {
        public ApiKey Key => key;

        public Caller Local { get; } = Caller.Of(key, group, isLoopback: true);

        public Caller Remote { get; } = Caller.Of(key, group, isLoopback: false);
    }
}
