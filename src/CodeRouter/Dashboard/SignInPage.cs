using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard;

/// <summary>The way in: a key that administers, or the set-up token, which makes the first one.</summary>
internal sealed class SignInPage(DashboardParts parts, SignIns signIns)
{
    public Reply Answer(Visit visit)
    {
        if (visit.Form is null)
        {
            return Form(visit, []);
        }

        string address = parts.State.Current.Admission.AddressOf(visit.Http)?.ToString() ?? "";
        if (signIns.WaitFor(address) is { TotalSeconds: > 0 } wait)
        {
            int seconds = (int)Math.Ceiling(wait.TotalSeconds);
            visit.Http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Form(visit, [new FieldProblem("credential", "too many attempts", $"wait {seconds} seconds and try again")], 429);
        }

        string credential = visit.Field("credential");
        if (SetupToken.IsOne(credential) && parts.Admin.Keys.CreateFirst(credential, new JsonObject { ["name"] = "owner" }, visit.Actor with { Name = "set-up token" }) is { Kind: OutcomeKind.Done, Value: { } first })
        {
            Enter(visit, first.Key.Id, address);
            return new Reply("Your first key", KeysShown.Once(first.Text).Add($"<p><a href=\"/dashboard/setup\">Set up a provider and an agent</a>, or <a href=\"/dashboard\">go on to the dashboard</a>.</p>"));
        }

        if (KeyText.IsOurs(credential) && parts.Keys.Find(credential, out _) is { Role: >= Role.Viewer } key && parts.State.Current.Admission.MayBeUsedFrom(key, visit.Http))
        {
            Enter(visit, key.Id, address);
            return Reply.To("/dashboard");
        }

        signIns.Failed(address);
        return Form(visit, [new FieldProblem("credential", credential.Length == 0 ? "nothing was entered" : "this opens nothing here", "use a key with the role viewer, admin or owner, or the set-up token that the first start printed")], credential.Length == 0 ? 400 : 401);
    }

    private void Enter(Visit visit, string keyId, string address)
    {
        signIns.Succeeded(address);
        visit.Http.Response.Cookies.Append(SignIns.Cookie, signIns.Open(keyId), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/dashboard",
            Secure = visit.Http.Request.IsHttps || parts.State.Current.Settings.Server.PublicUrl is { Scheme: "https" } url && url.Host == visit.Http.Request.Host.Host,
        });
    }

    private static Reply Form(Visit visit, IReadOnlyList<FieldProblem> problems, int status = 200)
    {
        var body = Forms.Begin(visit, "/dashboard/sign-in");
        Forms.Input(body, "credential", "Key or set-up token", "", problems, "A key of this router with the role viewer, admin or owner (cr-…), or the token its first start printed (setup-…).", "password");
        return new Reply("Sign in", body.Add($"<button>Sign in</button></form>"), status);
    }
}
