using CodeRouter.Access;

namespace CodeRouter.Tests.Storage;

/// <summary>A store whose answers can be late or lost on the way, after it has lent.</summary>
internal sealed class LossyTickets(ITicketStore store) : ITicketStore
{
    private Task _held = Task.CompletedTask;

    public bool LosesNext { get; set; }

    public TimeSpan Lasts => store.Lasts;

    public event Action<string>? Recalled
    {
        add => store.Recalled += value;
        remove => store.Recalled -= value;
    }

    /// <summary>Loans wait from now on, until what is given back is called.</summary>
    public Action Hold()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = held.Task;
        return held.SetResult;
    }

    public ValueTask OpenAsync(IReadOnlyList<(string Account, DateTimeOffset? EndsAt)> accounts, Func<CancellationToken, ValueTask<long[]>> used, bool exact, CancellationToken cancellationToken) =>
        store.OpenAsync(accounts, used, exact, cancellationToken);

    public async ValueTask<TicketAnswer> BorrowAsync(IReadOnlyList<TicketWish> wishes, CancellationToken cancellationToken)
    {
        await _held.WaitAsync(cancellationToken);
        var answer = await store.BorrowAsync(wishes, cancellationToken);
        if (!LosesNext || !answer.Lent)
        {
            return answer;
        }

        LosesNext = false;
        throw new IOException("lost");
    }

    public ValueTask ReturnAsync(IReadOnlyList<(string Account, long Amount)> unused, CancellationToken cancellationToken) => store.ReturnAsync(unused, cancellationToken);

    public ValueTask<long> HeldAsync(string account, CancellationToken cancellationToken) => store.HeldAsync(account, cancellationToken);

    public ValueTask RecallAsync(string account, CancellationToken cancellationToken) => store.RecallAsync(account, cancellationToken);

    public ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => store.RenewAsync(cancellationToken);

    public ValueTask LeaveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
