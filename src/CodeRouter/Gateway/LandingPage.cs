using System.Net;
using System.Text;
using CodeRouter.Core.Models;

namespace CodeRouter.Gateway;

/// <summary>What a person sees who opens the address in a browser: that it runs, what it serves, where to go on.</summary>
public sealed class LandingPage(GatewayState state)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        var settings = state.Current.Settings;
        var page = new StringBuilder(2048);
        page.Append("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>CodeRouter</title>")
            .Append("<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1b1f24;background:#fff}code{background:#eef1f4;padding:.1em .3em;border-radius:4px}a{color:#0550ae}@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}code{background:#21262d}a{color:#6cb6ff}}</style>")
            .Append("<h1>CodeRouter</h1><p>One base URL for coding agents. It runs, version ").Append(Encode(ServiceEndpoints.Version)).Append(".</p><p>")
            .Append(settings.Policy.Models.Count(m => m.IsLocal)).Append(" local and ").Append(settings.Policy.Models.Count(m => !m.IsLocal)).Append(" cloud models: ")
            .Append(string.Join(", ", settings.Policy.Models.Take(12).Select(m => $"<code>{Encode(m.Name)}</code> ({m.Tier.Name()})"))).Append("</p><p>Name <code>coding-auto</code> as the model to have each step routed.</p><ul>");
        foreach (var (path, what) in (ReadOnlySpan<(string, string)>)[("/dashboard", "what was routed where and why, and what it cost"), ("/health", "health of the providers"), ("/harnesses", "set-up lines of each agent"), ("/model-plan", "which model each phase goes to"), ("/v1/models", "models and groups"), ("/v1/coderoute/usage", "cost and savings"), ("/metrics", "Prometheus")])
        {
            page.Append("<li><a href='").Append(path).Append("'>").Append(path).Append("</a> ").Append(what);
        }

        page.Append("</ul></html>");
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        await http.Response.WriteAsync(page.ToString());
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
