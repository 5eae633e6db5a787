using CodeRouter.Access;

namespace CodeRouter.Gateway;

/// <summary>Who is let in at the doors besides the data plane's, and what the others are told.</summary>
public static class Refusals
{
    public static GatewayFailure Tell(Refusal refusal) => new(
        refusal switch
        {
            { Code: "missing_api_key" } => FailureCode.MissingKey,
            { Status: 403 } => FailureCode.Forbidden,
            _ => FailureCode.InvalidKey,
        },
        refusal.Message);

    /// <summary>The caller; null when it was turned away and told so.</summary>
    public static async ValueTask<Caller?> AdmitAsync(HttpContext http, GatewayState state)
    {
        var verdict = state.Current.Admission.Decide(http);
        if (verdict.Refusal is { } refusal)
        {
            await NotFound.WriteAsync(http, Tell(refusal));
            return null;
        }

        return verdict.Caller;
    }
}
