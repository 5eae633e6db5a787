namespace CodeRouter.Gateway;

/// <summary>Before anything else: is this request meant for us? A foreign Host or Origin is a web page trying its luck.</summary>
public sealed class HostGate(GatewayState state)
{
    public Task InvokeAsync(HttpContext http, RequestDelegate next) =>
        state.Current.Hosts.Check(http.Request) is { } refusal ? NotFound.WriteAsync(http, Refusals.Tell(refusal)) : next(http);
}
