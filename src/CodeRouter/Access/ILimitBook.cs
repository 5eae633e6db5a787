namespace CodeRouter.Access;

/// <summary>
/// Limits by reservation: before a call its upper bound is set aside in every limit that applies, all or none; afterwards what it really
/// used takes its place. So parallel calls together never pass a limit, on one gateway or on several over one store. Limits are looked
/// at in the order given; what is refused has set nothing aside. One contract, several implementations.
/// </summary>
public interface ILimitBook
{
    /// <summary>Reads what the books hold for limits not met before, so that <see cref="LeftUsd"/> can answer. Ends at once where all are known.</summary>
    ValueTask PrepareAsync(Limit[] limits, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>USD at list price left of the tightest budget in USD, reservations counted as used; null without one. Only of limits that were prepared.</summary>
    /// <param name="ratio">What keys and groups are charged for a dollar.</param>
    decimal? LeftUsd(Limit[] limits, decimal ratio, DateTimeOffset now);

    /// <summary>What is left of a limit, in its unit, what is set aside counted as used; null where it was never prepared.</summary>
    decimal? Left(Limit limit, DateTimeOffset now);

    /// <summary>What was used of a limit in its period, reservations not counted, in its unit; null where it was never prepared.</summary>
    decimal? Used(Limit limit, DateTimeOffset now);

    /// <summary>Sets the upper bound aside in every limit, or in none and says which one has not enough left.</summary>
    ValueTask<LimitAnswer> ReserveAsync(Limit[] limits, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Raises what was set aside to a higher bound, in every limit or in none; parts that are set aside already stay. Null is done.</summary>
    ValueTask<LimitDenial?> RaiseAsync(LimitLease lease, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// What was really used takes the place of what was set aside; a part that is not known keeps what was set aside, and what was
    /// under way is over. A second call changes nothing.
    /// </summary>
    void Settle(LimitLease lease, LimitUse actual);

    /// <summary>The call never was: everything set aside is free again, its place in the minute too. A second call changes nothing.</summary>
    void Release(LimitLease lease);
}

/// <summary>A limit, and what is left of it.</summary>
public readonly record struct LimitLeft(Limit Limit, decimal Left);

/// <summary>Exactly one of the two.</summary>
public readonly record struct LimitAnswer(LimitLease? Lease, LimitDenial? Denial);

/// <summary>What a call has set aside until it is settled; books make their own.</summary>
public abstract class LimitLease
{
    /// <summary>Nothing set aside, because no limit applies.</summary>
    public static readonly LimitLease Free = new Nothing();

    private sealed class Nothing : LimitLease;
}
