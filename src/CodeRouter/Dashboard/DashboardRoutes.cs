using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Config;
using Microsoft.AspNetCore.Http.Features;

namespace CodeRouter.Dashboard;

/// <summary>
/// Everything below <c>/dashboard</c>. One route, and the pages behind it made with the first request: who never opens it pays nothing.
/// </summary>
public sealed class DashboardRoutes(DashboardParts parts)
{
    /// <summary>Of a stranger, who can only sign in; and of whoever may hand in a whole configuration.</summary>
    private const int LargestStrange = 64 * 1024, LargestForm = 4 << 20;
    private readonly Lazy<Site> _site = new(() => new Site(parts));

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/dashboard/{**path}", ["GET", "HEAD", "POST"], AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        var site = _site.Value;
        string path = (http.Request.Path.Value ?? "")["/dashboard".Length..].Trim('/');
        PageHeaders.Write(http.Response.Headers);
        if (path.StartsWith("assets/", StringComparison.Ordinal))
        {
            await Asset.WriteAsync(http, path["assets/".Length..]);
            return;
        }

        http.Response.Headers.CacheControl = "no-store";
        await SendAsync(http, site, path);
    }

    private async Task SendAsync(HttpContext http, Site site, string path)
    {
        string cookie = http.Request.Cookies[SignIns.Cookie] ?? "";
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string name = slash < 0 ? path : path[..slash], id = slash < 0 ? "" : IdOf(http, name) ?? path[(slash + 1)..];
        // A page that is only left open does not keep anybody signed in.
        var (actor, key) = ActorOf(http, site, cookie, counts: name != "live");
        // Of the key, not of the sign-in: a form filled in for longer than a sign-in lasts is good after the next one.
        string visitor = actor is null ? "sign-in" : key is null ? "open" : "key " + key;
        var page = name == "sign-in" ? site.SignIn : site.Pages.FirstOrDefault(p => p.Path == name) ?? site.Actions.FirstOrDefault(p => p.Path == name);
        Reply reply;
        try
        {
            var (form, refused) = await FormAsync(http, site, visitor, actor is null ? LargestStrange : LargestForm, isSignedOut: actor is null && name != "sign-in");
            var visit = new Visit(http, actor ?? new Actor("nobody", Role.None, http.Connection.RemoteIpAddress?.ToString()), id, site.Token.For(visitor), form, parts.Clock.GetUtcNow());
            reply = name == "sign-out" && (form is not null || actor is null) ? Leave(http, site, cookie)
                : refused is not null ? refused
                : actor is null && name != "sign-in" ? Reply.To(path.Length == 0 ? "/dashboard/sign-in" : "/dashboard/sign-in?to=" + Uri.EscapeDataString(http.Request.Path + http.Request.QueryString))
                : name == "live" && form is null ? await LiveAsync(http, site, visit)
                : page is null ? Reply.Missing("such page")
                : form is not null && name != "sign-in" && !visit.MayChange ? Reply.NotAllowed
                : await page.Answer(visit);
        }
        catch (System.Data.Common.DbException)
        {
            reply = Reply.Plain("The books cannot be reached", "The store does not answer just now. Wait a moment and load the page again; if it lasts, see what coderouter doctor says.", 503);
        }

        if (reply.IsSent)
        {
            return;
        }

        await WriteAsync(http, site, reply, actor, key is null ? null : site.Token.For(visitor), page?.Path);
    }

    /// <summary>What stands behind a page's name, from the address as it was sent and decoded once: the server's own path keeps some of it encoded, and names may hold anything.</summary>
    private static string? IdOf(HttpContext http, string name)
    {
        string sent = http.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "", before = $"/dashboard/{name}/", below = http.Request.PathBase.ToUriComponent();
        if (below.Length > 0 && sent.StartsWith(below + before, StringComparison.Ordinal))
        {
            sent = sent[below.Length..];
        }

        return sent.StartsWith(before, StringComparison.Ordinal) ? Uri.UnescapeDataString(sent[before.Length..].TrimEnd('/')) : null;
    }

    private static async ValueTask<Reply> LiveAsync(HttpContext http, Site site, Visit visit)
    {
        await site.Live.WriteAsync(visit, http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        return Reply.Sent;
    }

    /// <summary>Whoever is signed in, sends a key that administers, or sits at this machine where keys are only needed from elsewhere; null for others.</summary>
    /// <returns>And the key he signed in with; null where he did not.</returns>
    private (Actor? Actor, string? Key) ActorOf(HttpContext http, Site site, string cookie, bool counts)
    {
        string? address = http.Connection.RemoteIpAddress?.ToString();
        if (cookie.Length > 0 && site.SignIns.KeyOf(cookie, counts) is { } id
            && parts.Keys.ById(id) is { RevokedAt: null, Role: >= Role.Viewer } key && !(key.ExpiresAt <= parts.Clock.GetUtcNow())
            && parts.State.Current.Admission.MayBeUsedFrom(key, http))
        {
            return (new Actor($"{key.Name} ({KeyText.Prefix}{key.Id})", key.Role, address), key.Id);
        }

        var snapshot = parts.State.Current;
        return snapshot.Admission.Decide(http).Caller is { } caller
            && (caller.Key is { Role: >= Role.Viewer } || (caller is { Key: null, IsLoopback: true } && snapshot.Settings.Access.RequireKeys == RequireKeys.Auto))
            ? (Actor.Of(caller, address), null)
            : (null, null);
    }

    private async ValueTask<(IFormCollection? Form, Reply? Refused)> FormAsync(HttpContext http, Site site, string visitor, int largest, bool isSignedOut)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return (null, null);
        }

        bool foreign = http.Request.Headers["Sec-Fetch-Site"] is ["cross-site"]
            || (http.Request.Headers.Origin is [{ } origin, ..] && (!Uri.TryCreate(origin, UriKind.Absolute, out var from)
                // The public address stands as it is written: a proxy may send another Host, or leave out its port.
                || (from.Authority != http.Request.Host.Value && from.Authority != parts.State.Current.Settings.Server.PublicUrl?.Authority)));
        if (foreign)
        {
            return (null, Reply.Plain("Not from here", "The form was sent from another site's page. Open the dashboard and send it from there.", 403));
        }

        IFormCollection? form = null;
        if (http.Request.HasFormContentType)
        {
            try
            {
                if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
                {
                    bound.MaxRequestBodySize = largest;
                }

                form = await http.Request.ReadFormAsync(new FormOptions { ValueCountLimit = 100, ValueLengthLimit = largest, BufferBodyLengthLimit = largest }, http.RequestAborted);
            }
            catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
            {
                // Told below, as a form that is none.
            }
        }

        return site.Token.Check(form is null ? null : form[FormToken.Field].ToString(), visitor) is { } status
            ? (null, isSignedOut && form is not null ? new SignedOut().Answer() : Reply.Plain("The form was not taken", "It is too old, not complete, or not one of ours; nothing was changed. Open the dashboard and fill it in again.", status))
            : (form, null);
    }

    private static Reply Leave(HttpContext http, Site site, string cookie)
    {
        site.SignIns.Close(cookie);
        http.Response.Cookies.Delete(SignIns.Cookie, new CookieOptions { Path = http.Request.PathBase + "/dashboard" });
        return Reply.To("/dashboard/sign-in");
    }

    private async Task WriteAsync(HttpContext http, Site site, Reply reply, Actor? actor, string? token, string? current)
    {
        var response = http.Response;
        response.StatusCode = reply.Status;
        if (reply.GoTo is { } path)
        {
            response.Headers.Location = http.Request.PathBase.ToUriComponent() + path;
            return;
        }

        response.ContentType = reply.File is null ? "text/html; charset=utf-8" : "text/csv; charset=utf-8";
        string text = reply.File?.Text ?? "";
        if (reply.File is { } file)
        {
            response.Headers.ContentDisposition = $"attachment; filename=\"{file.Name}\"";
        }
        else
        {
            text = await Rendering.TextAsync(http.Request, to =>
            {
                to.OpenComponent<Frame>(0);
                to.AddComponentParameter(1, nameof(Frame.Title), reply.Title);
                to.AddComponentParameter(2, nameof(Frame.Router), parts.State.Current.Settings.Name);
                to.AddComponentParameter(3, nameof(Frame.Account), actor?.Name);
                to.AddComponentParameter(4, nameof(Frame.Token), actor is null ? null : token);
                to.AddComponentParameter(5, nameof(Frame.Links), actor is null ? [] : site.Links);
                to.AddComponentParameter(6, nameof(Frame.Current), current);
                to.AddComponentParameter(7, nameof(Frame.Said), Done.Said(http.Request));
                to.AddComponentParameter(8, nameof(Frame.ChildContent), reply.Body);
                to.CloseComponent();
            });
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.WriteAsync(text, http.RequestAborted);
        }
    }
}
