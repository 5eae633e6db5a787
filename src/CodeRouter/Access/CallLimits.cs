namespace CodeRouter.Access;

/// <summary>Which limits a call is under, besides those at the door.</summary>
public static class CallLimits
{
    /// <param name="caller">Its key's and group's limits.</param>
    /// <param name="perSessionUsd">For the session alone; null is none.</param>
    /// <param name="perDayUsd">For everybody together; null is none.</param>
    /// <param name="askedUsd">What the caller itself will have its session cost at most; null is no wish.</param>
    public static Limit[] Of(Caller caller, string session, decimal? perSessionUsd, decimal? perDayUsd, decimal? askedUsd)
    {
        decimal? ofSession = askedUsd < perSessionUsd ? askedUsd : perSessionUsd ?? askedUsd;
        // Nearly every request of a router for one person is under none, and most others under their key's alone.
        if (ofSession is null && perDayUsd is null)
        {
            return caller.OnCalls;
        }

        var limits = new List<Limit>(caller.OnCalls);
        if (perDayUsd is { } day)
        {
            limits.Add(new Limit(LimitScope.Everyone, "", LimitPeriod.Day, LimitUnit.Usd, day));
        }

        if (ofSession is { } most)
        {
            limits.Add(new Limit(LimitScope.Session, session, LimitPeriod.Total, LimitUnit.Usd, most, caller.KeyId ?? ""));
        }

        return [.. limits];
    }
}
