using System.Diagnostics;
using System.Globalization;

namespace CodeRouter.Telemetry;

/// <summary>
/// Finishes the web server's spans by HTTP's conventions. By itself it says what was asked, but neither which route took it nor how it ended,
/// and calls all of them the same.
/// </summary>
internal sealed class RequestSpans : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn", Ended = Request + ".Stop";

    private readonly List<IDisposable> _listening = [];

    public RequestSpans() => _listening.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore")
        {
            _listening.Add(value.Subscribe(this, static name => name.StartsWith(Request, StringComparison.Ordinal)));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Ended && value.Value is HttpContext http && Activity.Current is { IsAllDataRequested: true } span)
        {
            Finish(span, http);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _listening.ForEach(static l => l.Dispose());

    private static void Finish(Activity span, HttpContext http)
    {
        // What no route takes has none: that of the page which says so would be one for every address there is not.
        string? route = http.GetEndpoint() is RouteEndpoint { Order: < int.MaxValue, RoutePattern.RawText: { Length: > 0 } pattern } ? "/" + pattern.TrimStart('/') : null;
        string method = span.GetTagItem("http.request.method") as string ?? http.Request.Method;
        span.DisplayName = (method == "_OTHER" ? "HTTP" : method) + (route is null ? "" : " " + route);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", http.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
