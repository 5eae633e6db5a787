using CodeRouter.Access;

namespace CodeRouter.Gateway;

/// <summary>Who is let in at the doors besides the data plane's, and what the others are told.</summary>
public static class Refusals
{
    public static GatewayFailure Tell(Refusal refusal) => new(
        refusal switch
        {
            { Code: "missing_api_key" } => FailureCode.MissingKey,
            { Code: "price_unknown" } => FailureCode.PriceUnknown,
            { Status: 402 } => FailureCode.BudgetUsedUp,
            { Code: "too_many_concurrent_requests" } => FailureCode.TooManyAtOnce,
            { Status: 429 } => FailureCode.RateLimited,
            { Status: 503 } => FailureCode.StoreUnavailable,
            { Status: 403 } => FailureCode.Forbidden,
            _ => FailureCode.InvalidKey,
        },
        refusal.Message)
    {
        RetryAfter = refusal.RetryAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        IsVain = refusal.IsVain,
    };

    /// <summary>The caller; null when it was turned away and told so.</summary>
    public static async ValueTask<Caller?> AdmitAsync(HttpContext http, GatewayState state)
    {
        var verdict = await state.Current.Admission.DecideAsync(http);
        if (verdict.Refusal is { } refusal)
        {
            await NotFound.WriteAsync(http, Tell(refusal));
            return null;
        }

        return verdict.Caller;
    }
}
