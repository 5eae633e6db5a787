namespace CodeRouter.Ledger;

/// <summary>One agent's track within a session, under the key it came with: nobody reads or moves another's.</summary>
public readonly record struct TrackName(string Owner, string Session, string Track);

/// <summary>Where gateways leave what a track has been through, so that its next step may come to any of them.</summary>
public interface ITrackStore
{
    /// <summary>Nobody else is there to move a track that this gateway knows.</summary>
    bool IsAlone { get; }

    /// <summary>What is newer than the version known here; null where nothing is.</summary>
    ValueTask<TrackVersion?> LoadAsync(TrackName name, long known, CancellationToken cancellationToken);

    /// <summary>Keeps the state as the version after the one known here. False where another gateway was first.</summary>
    ValueTask<bool> SaveAsync(TrackName name, long known, byte[] state, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A track's state as it was last left, in the gateway's own form.</summary>
public sealed record TrackVersion(long Version, byte[] State);
