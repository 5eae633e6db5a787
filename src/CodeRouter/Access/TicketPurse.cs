namespace CodeRouter.Access;

/// <summary>The tickets of one account that this gateway holds. Guarded by the book's lock.</summary>
internal sealed class TicketPurse(string name, Limit limit, DateTimeOffset? endsAt)
{
    private const int LargestBlock = 256;
    private static readonly long Second = TimeSpan.TicksPerSecond;

    public string Name => name;

    public Limit Limit { get; set; } = limit;

    public DateTimeOffset? EndsAt => endsAt;

    /// <summary>Lent to this gateway since the account was met and not given back.</summary>
    public long Granted { get; set; }

    /// <summary>Used for good.</summary>
    public long Used { get; set; }

    /// <summary>Set aside by calls under way.</summary>
    public long Reserved { get; set; }

    public int Leases { get; set; }

    /// <summary>For limits of a minute: a ticket that was used can be used again when the minute is over.</summary>
    public MinuteWindow? Window { get; } = limit.Period == LimitPeriod.Minute ? new MinuteWindow() : null;

    /// <summary>For requests at one time: who holds a place.</summary>
    public HeldPlaces? Places { get; } = limit.Period == LimitPeriod.AtOnce ? new HeldPlaces() : null;

    /// <summary>The account at the last look, for what is left and why not.</summary>
    public TicketState Seen { get; set; }

    /// <summary>When it was looked at, in ticks of the book's clock; 0 is never.</summary>
    public long SeenAt { get; set; }

    /// <summary>When a call last took or settled something, or tickets for one came; one that is refused leaves it as it was.</summary>
    public long TouchedAt { get; set; }

    /// <summary>Loans asked of the store that have no answer yet.</summary>
    public int Loans { get; set; }

    /// <summary>Until then so much was refused a moment ago.</summary>
    public (long Until, long Least) Denied { get; set; }

    /// <summary>A loan or return went out and no answer came: what the store says counts, once nothing is under way.</summary>
    public bool Uncertain { get; set; }

    /// <summary>Calls that the next loan should do for.</summary>
    public int Block { get; private set; } = 1;

    /// <summary>Takes the places of calls back that never ended.</summary>
    public void ExpirePlaces(long second) => Reserved -= Places?.Expire(second) ?? 0;

    public long Free(long second) => Granted - Used - Reserved - (Window?.At(second) ?? 0);

    /// <summary>Left of the limit as far as is known: here, and where nobody holds it.</summary>
    public long Left(long second) => Math.Max(TicketName.Parts(Limit.Unit, Limit.Most) - Seen.Taken, 0) + Math.Max(Free(second), 0);

    /// <summary>A loan came: the sooner after the one before, the larger the next.</summary>
    public void Lend(TicketState state, long now)
    {
        Block = now - SeenAt < Second ? Math.Min(Block * 2, LargestBlock) : Math.Max(Block / 2, 1);
        Granted += state.Granted;
        TouchedAt = now;
        Look(state, now);
    }

    public void Look(TicketState state, long now) => (Seen, SeenAt) = (state, now);
}
