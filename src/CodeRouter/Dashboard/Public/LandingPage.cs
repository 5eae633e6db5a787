using CodeRouter.Core.Models;
using CodeRouter.Gateway;
using CodeRouter.Hosts;

namespace CodeRouter.Dashboard.Public;

/// <summary>What a person sees who opens the address: what this is, how it works, what it serves, how an agent is pointed here.</summary>
internal static class LandingPage
{
    private static readonly (string Name, string Job)[] Parts =
    [
        ("Gateway", "Speaks the four formats, keeps a caller's bytes untouched where the upstream speaks the same one, and fails over until the first content."),
        ("Router", "One pure function: step, policy and situation in, decision with its reasons out. The same three always give the same decision."),
        ("Ledger", "Every step, its cost and what it would have cost elsewhere, in SQLite or PostgreSQL; written down before an upstream can be paid."),
        ("Channels", "The ways to each provider: addresses, credentials, weights, health. Credentials never reach a client."),
        ("Code graph", "Which files depend on which, read on this machine: an edit that many depend on starts at a stronger model."),
        ("Guards and caches", "Look for credentials, personal data and steering attempts; answer equal questions from memory, where you switch that on."),
        ("Access", "Keys, token groups, budgets in dollars and tokens, rates. Limits hold under parallel calls."),
        ("Dashboard and administration", "Every decision and every setting in a browser; the same over HTTP, with versions, rollback and an audit log."),
    ];

    public static void Write(PublicVisit visit, Html to)
    {
        var policy = visit.Snapshot.Settings.Policy;
        int local = policy.Models.Count(static m => m.IsLocal);
        to.Add($"""
            <p class="lead">One address for coding agents. CodeRouter reads each step an agent takes and sends it to the cheapest model that will do; when tests say that was not enough, a stronger one takes over.</p>
            <p class="actions"><a class="button" href="/dashboard/setup">Set it up</a> <a class="button quiet" href="/dashboard">Open the dashboard</a> <a class="button quiet" href="/docs">Read the guide</a></p>
            <h2>How a step finds its model</h2>
            <ol class="story">
            <li><h3>An agent calls one name</h3><p>It asks for <code>coding-auto</code> here, in the format it speaks anyway.</p></li>
            <li><h3>The step is read</h3><p>Which agent, which session, what kind of work, how hard, how risky.</p></li>
            <li><h3>Evidence outvotes words</h3><p>Exit statuses, test summaries, and how much of the repository depends on the file at hand.</p></li>
            <li><h3>The least costly way to a finished task wins</h3><p>Each candidate is priced with its own prompt cache and its chance to get it right.</p></li>
            <li><h3>The outcome comes back</h3><p>Failing tests raise the tier, passing ones lower it again, and the books learn from both.</p></li>
            </ol>
            <h2>In numbers</h2>
            <ul class="cards counters">
            """);
        Counter(to, Enum.GetValues<Core.Conversations.WireFormat>().Length, "formats at one address", "OpenAI Chat, OpenAI Responses, Anthropic, Gemini");
        Counter(to, Enum.GetValues<Tier>().Length, "tiers", string.Join(", ", Enum.GetValues<Tier>().Select(static t => t.Name())));
        Counter(to, policy.Models.Count, policy.Models.Count == 1 ? "model" : "models", $"{local} local · {policy.Models.Count - local} cloud, here");
        Counter(to, HostSetups.For(visit.Address, visit.Key).Count, "agents", "with lines that point them here");
        Counter(to, 0, "lines of your code", "sent anywhere by the code graph: it stays on this machine");
        to.Add($"</ul><h2>Point your agent here</h2><p>Then name <code>coding-auto</code> as the model, or any configured model to have exactly that one. <code>coderouter setup HOST</code> writes the same lines into an agent’s own files and can undo it.</p>");
        SetupLines.Write(to, visit.Address, visit.Key);
        to.Add($"<h2>The parts and their jobs</h2><dl class=\"parts\">");
        foreach (var (name, job) in Parts)
        {
            to.Add($"<div><dt>{name}</dt><dd>{job}</dd></div>");
        }

        to.Add($"</dl><h2>What is served</h2>");
        Endpoints(to);
    }

    private static void Counter(Html to, long number, string what, string second) =>
        to.Add($"<li class=\"card\"><p class=\"value\">{number}</p><p><strong>{what}</strong></p><p>{second}</p></li>");

    private static void Endpoints(Html to)
    {
        foreach (var group in ServedPaths.All.GroupBy(static p => p.Group, StringComparer.Ordinal))
        {
            to.Add($"<h3>{char.ToUpperInvariant(group.Key[0]).ToString()}{group.Key[1..]}</h3><ul class=\"endpoints\">");
            foreach (var one in group)
            {
                string call = one.ToString();
                bool opens = one is { Method: "GET", Query.Count: 0 } && !one.Path.Contains('{', StringComparison.Ordinal);
                to.Add($"<li>{(opens ? new Html().Add($"<a href=\"{one.Path}\"><code>{call}</code></a>") : new Html().Add($"<code>{call}</code>"))} <span>{one.Purpose}</span></li>");
            }

            to.Add($"</ul>");
        }
    }
}
