using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard;

/// <summary>The way in: a key that administers, or the set-up token, which makes the first one.</summary>
public sealed partial class SignInPage
{
    private static readonly Uri Nowhere = new("http://nowhere.invalid/");
    private readonly DashboardParts _parts;
    private readonly SignIns _signIns;
    private Visit _visit = null!;
    private IReadOnlyList<FieldProblem> _problems = [];
    private string? _first, _to;

    internal SignInPage(DashboardParts parts, SignIns signIns) => (_parts, _signIns) = (parts, signIns);

    internal Reply Answer(Visit visit)
    {
        if (visit.Form is null)
        {
            return Form(visit, []);
        }

        string address = _parts.State.Current.Admission.AddressOf(visit.Http)?.ToString() ?? "";
        if (_signIns.WaitFor(address) is { TotalSeconds: > 0 } wait)
        {
            int seconds = (int)Math.Ceiling(wait.TotalSeconds);
            visit.Http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Form(visit, [new FieldProblem("credential", "too many attempts", $"wait {seconds} seconds and try again")], 429);
        }

        string credential = visit.Field("credential");
        if (SetupToken.IsOne(credential) && _parts.Admin.Keys.CreateFirst(credential, new JsonObject { ["name"] = "owner" }, visit.Actor with { Name = "set-up token" }) is { Kind: OutcomeKind.Done, Value: { } first })
        {
            Enter(visit, first.Key.Id, address);
            _first = first.Text;
            return Shows("Your first key");
        }

        if (KeyText.IsOurs(credential) && KeyOf(credential) is { Role: >= Role.Viewer } key && _parts.State.Current.Admission.MayBeUsedFrom(key, visit.Http))
        {
            Enter(visit, key.Id, address);
            return Reply.To(Wanted(visit) ?? "/dashboard");
        }

        _signIns.Failed(address);
        return Form(visit, [new FieldProblem("credential", credential.Length == 0 ? "nothing was entered" : "this opens nothing here", "use a key with the role viewer, admin or owner, or the set-up token that the first start printed")], credential.Length == 0 ? 400 : 401);
    }

    // The command line may just have made it; attempts are counted, so looking is bounded.
    private ApiKey? KeyOf(string credential)
    {
        if (_parts.Keys.Find(credential, out var fault) is null && fault == KeyFault.Unknown)
        {
            _parts.Keys.RefreshQuietly();
        }

        return _parts.Keys.Find(credential, out _);
    }

    private void Enter(Visit visit, string keyId, string address)
    {
        _signIns.Succeeded(address);
        visit.Http.Response.Cookies.Append(SignIns.Cookie, _signIns.Open(keyId), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = visit.Http.Request.PathBase + "/dashboard",
            Secure = visit.Http.Request.IsHttps || _parts.State.Current.Settings.Server.PublicUrl is { Scheme: "https" } url && Peers.CameBy(url, visit.Http.Request),
        });
    }

    /// <summary>Where somebody was going who had to sign in first: a page of ours, or nothing.</summary>
    private static string? Wanted(Visit visit) =>
        Uri.TryCreate(Nowhere, visit.Form is null ? visit.Query("to") : visit.Field("to"), out var to) && to.Authority == Nowhere.Authority
        && (to.AbsolutePath == "/dashboard" || to.AbsolutePath.StartsWith("/dashboard/", StringComparison.Ordinal)) ? to.PathAndQuery : null;

    private Reply Form(Visit visit, IReadOnlyList<FieldProblem> problems, int status = 200)
    {
        (_visit, _problems, _to) = (visit, problems, Wanted(visit));
        return Shows("Sign in", status);
    }
}
