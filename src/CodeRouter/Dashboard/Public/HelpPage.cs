namespace CodeRouter.Dashboard.Public;

/// <summary>What went wrong, and what to do about it.</summary>
internal static class HelpPage
{
    private static readonly (string What, string Remedy)[] Troubles =
    [
        ("401: no key, or not one of this router’s", "Beyond loopback a key is needed that begins with cr-. Make one on the Keys page or with coderouter keys create NAME; a provider’s own key does not open the router."),
        ("402: a budget is used up", "The message says which and when it frees. Raise it on the Keys page, or wait."),
        ("403: the Host or Origin is not allowed", "The router was reached by a name it does not know. Set server.public_url to that name."),
        ("404: unknown model", "The message names the nearest ones. Use coding-auto, or a name that GET /v1/models lists."),
        ("422: cannot be expressed on the chosen model", "The request needs something that no configured model of the rule can do. Add a model that can, or name another."),
        ("429: a rate or a provider’s limit", "Wait as long as retry-after says. More channels of the same model spread the load."),
        ("502 or 504: the provider failed or was silent", "The Failures page has the request by its id with the provider’s own message; coderouter doctor tries each provider."),
        ("Every step goes to the same model", "Look whether the agent names coding-auto: a configured model’s own name always wins. Routing may also be paused (coderouter resume), or only observe."),
        ("An agent says that the model does not exist", "Some agents check names against a list of their own; their set-up lines on the start page say what to do."),
        ("Cursor cannot reach it", "It calls from its vendor’s servers, so the address must be reachable from outside: see server.public_url, and put keys in front."),
        ("Costs are unknown", "The model has no price. Add prompt_per_1m and completion_per_1m, or take a newer catalog with coderouter catalog update FILE."),
        ("I lost the set-up token or the only key", "On the router’s machine: coderouter keys create NAME --role owner. A start without any key prints a new token."),
    ];

    public static void Write(PublicVisit visit, Html to)
    {
        to.Add($"<p class=\"lead\">Each error ends with its remedy and carries an id; the log and the <a href=\"/dashboard/failures\">Failures page</a> have the same id.</p><dl class=\"parts\">");
        foreach (var (what, remedy) in Troubles)
        {
            to.Add($"<div><dt>{what}</dt><dd>{remedy}</dd></div>");
        }

        to.Add($"""
            </dl>
            <h2>Look for yourself</h2>
            <ul>
            <li><a href="/health">/health</a>: is it serving, and which providers rest.</li>
            <li><code>coderouter doctor</code>: providers, credentials, clock, disk, database, each with its remedy.</li>
            <li><code>coderouter doctor --bundle FILE</code>: one archive for a bug report: versions, checks, configuration. Credentials, prompts and answers are not in it; look through it before you send it.</li>
            <li><code>coderouter pause</code>: routing off, callers’ models are used as asked; <code>coderouter resume</code> turns it on again.</li>
            </ul>
            <p>This router’s address is <code>{visit.Address}</code>. Report weaknesses of security privately, as SECURITY.md in the source says.</p>
            """);
    }
}
