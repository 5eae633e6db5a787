namespace CodeRouter.Gateway;

/// <summary>
/// Before anything else: is this request meant for us, and of a sane size? A foreign Host or Origin is a web page trying its luck.
/// Headers are bounded here rather than by Kestrel alone, whose own refusal has no body that a client could show.
/// </summary>
public sealed class HostGate(GatewayState state)
{
    private const int MostHeaders = 200;
    private const int MostHeaderChars = 64 * 1024;

    private static readonly GatewayFailure Flood = new(FailureCode.HeadersTooLarge, "The request has more than 200 headers or more than 64 KB of them. Send fewer.");

    public Task InvokeAsync(HttpContext http, RequestDelegate next) =>
        IsFlood(http.Request.Headers) ? NotFound.WriteAsync(http, Flood with { Id = GatewayFailure.NewId() })
        : state.Current.Hosts.Check(http.Request) is { } refusal ? NotFound.WriteAsync(http, Refusals.Tell(refusal))
        : WebPages.Answer(http) ? Task.CompletedTask
        : next(http);

    private static bool IsFlood(IHeaderDictionary headers)
    {
        int count = 0, chars = 0;
        foreach (var (name, values) in headers)
        {
            foreach (string? value in values)
            {
                count++;
                chars += name.Length + (value?.Length ?? 0);
            }
        }

        return count > MostHeaders || chars > MostHeaderChars;
    }
}
