namespace CodeRouter.Access;

/// <summary>
/// Where several gateways share limits. What is left of a limit is lent out in tickets: whoever holds them may use them without asking
/// again, and all tickets lent and all use booked together never pass the limit. Amounts are whole parts of the limit's unit
/// (<see cref="TicketName"/>).
/// </summary>
public interface ITicketStore
{
    /// <summary>How long tickets stay this gateway's after the last <see cref="RenewAsync"/> that succeeded.</summary>
    TimeSpan Lasts { get; }

    /// <summary>Somebody else needs what this gateway has lying idle of an account.</summary>
    event Action<string>? Recalled;

    /// <summary>Opens accounts that are not there yet, with what the books hold for them already; those that are there stay as they are.</summary>
    /// <param name="exact">The books may be written meanwhile for these accounts: they wait until they are open.</param>
    ValueTask OpenAsync(IReadOnlyList<(string Account, DateTimeOffset? EndsAt)> accounts, Func<CancellationToken, ValueTask<long[]>> used, bool exact, CancellationToken cancellationToken);

    /// <summary>Lends at least the least of every wish, or nothing of any. Answers stand in the order of the wishes.</summary>
    ValueTask<TicketAnswer> BorrowAsync(IReadOnlyList<TicketWish> wishes, CancellationToken cancellationToken);

    /// <summary>Gives back what was not used.</summary>
    ValueTask ReturnAsync(IReadOnlyList<(string Account, long Amount)> unused, CancellationToken cancellationToken);

    /// <summary>What the store says this gateway holds of an account: lent, not returned and not booked yet.</summary>
    ValueTask<long> HeldAsync(string account, CancellationToken cancellationToken);

    /// <summary>Asks the other gateways to give back what they have lying idle.</summary>
    ValueTask RecallAsync(string account, CancellationToken cancellationToken);

    /// <summary>Says that this gateway lives, and takes back the tickets of those that have not for long. False where this one was taken for dead: then it holds nothing any more.</summary>
    ValueTask<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>This gateway ends: everything it holds and has not booked is free again.</summary>
    ValueTask LeaveAsync(CancellationToken cancellationToken);
}

/// <summary>What is asked for of one account.</summary>
/// <param name="Least">Less than this is no use; 0 only looks.</param>
/// <param name="Most">More than this is not wanted. Where the limit is nearly reached, no more than the least is lent.</param>
/// <param name="Limit">The limit, in the same parts.</param>
public readonly record struct TicketWish(string Account, long Least, long Most, long Limit);

/// <param name="Lent">Every wish was met.</param>
public sealed record TicketAnswer(bool Lent, IReadOnlyList<TicketState> Accounts);

/// <summary>An account after a wish.</summary>
/// <param name="IsOpen">False where there is no such account yet.</param>
/// <param name="Granted">Lent now.</param>
/// <param name="Taken">Booked, or held by anybody.</param>
/// <param name="Held">Held by anybody: of it some may come back.</param>
/// <param name="HeldByOthers">Held by other gateways.</param>
public readonly record struct TicketState(bool IsOpen, long Granted, long Taken, long Held, long HeldByOthers);
