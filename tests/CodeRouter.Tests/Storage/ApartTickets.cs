using CodeRouter.Access;

namespace CodeRouter.Tests.Storage;

/// <summary>The same store with accounts of one's own; its gateway leaves only with the last of them.</summary>
internal sealed class ApartTickets(ITicketStore store, string prefix) : ITicketStore
{
    public TimeSpan Lasts => store.Lasts;

    public event Action<string>? Recalled
    {
        add { }
        remove { }
    }

    public ValueTask OpenAsync(IReadOnlyList<(string Account, DateTimeOffset? EndsAt)> accounts, Func<CancellationToken, ValueTask<long[]>> used, bool exact, CancellationToken cancellationToken) =>
        store.OpenAsync([.. accounts.Select(a => (prefix + a.Account, a.EndsAt))], used, exact, cancellationToken);

    public ValueTask<TicketAnswer> BorrowAsync(IReadOnlyList<TicketWish> wishes, CancellationToken cancellationToken) =>
        store.BorrowAsync([.. wishes.Select(w => w with { Account = prefix + w.Account })], cancellationToken);

    public ValueTask ReturnAsync(IReadOnlyList<(string Account, long Amount)> unused, CancellationToken cancellationToken) =>
        store.ReturnAsync([.. unused.Select(u => (prefix + u.Account, u.Amount))], cancellationToken);

    public ValueTask<long> HeldAsync(string account, CancellationToken cancellationToken) => store.HeldAsync(prefix + account, cancellationToken);

    public ValueTask RecallAsync(string account, CancellationToken cancellationToken) => store.RecallAsync(prefix + account, cancellationToken);

    public ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => store.RenewAsync(cancellationToken);

    public ValueTask LeaveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
