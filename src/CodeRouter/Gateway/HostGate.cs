using CodeRouter.Access;

namespace CodeRouter.Gateway;

/// <summary>Before anything else: is this request meant for us? A foreign Host or Origin is a web page trying its luck.</summary>
public sealed class HostGate(GatewayState state)
{
    public Task InvokeAsync(HttpContext http, RequestDelegate next) =>
        HostGuard.Refuses(http, state.Current.Settings) is { } why ? NotFound.WriteAsync(http, new GatewayFailure(FailureCode.Forbidden, why)) : next(http);
}
