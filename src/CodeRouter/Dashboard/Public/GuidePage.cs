namespace CodeRouter.Dashboard.Public;

/// <summary>From the first start to a team on it, with this router's own address in every line.</summary>
internal static class GuidePage
{
    public static void Write(PublicVisit visit, Html to)
    {
        string address = visit.Address, key = visit.Key;
        to.Add($"""
            <p class="lead">One base URL and one key for coding agents. Each step goes to the cheapest model that will do; this page says how to get there.</p>
            <h2>Start</h2>
            <p><code>coderouter serve</code> without a configuration uses the providers’ keys in its environment and the model servers it finds on its machine. <code>coderouter demo</code> plays a session on simulated models and needs no key. In a browser, <a href="/dashboard/setup">the set-up page</a> shows what was found, takes a key, tries it, and waits with you for the first request.</p>
            <h2>Point an agent here</h2>
            <p>The base URL is <code>{address}</code> for Anthropic and Gemini clients and <code>{address}/v1</code> for OpenAI ones; the key is <code>{key}</code>. <a href="/">The start page</a> has the lines for each agent.</p>
            <h2>Names of models</h2>
            <ul>
            <li><code>coding-auto</code>: every step is routed.</li>
            <li>The name of a configured model: exactly that one, with failover among its own endpoints only.</li>
            <li>The name of a model group: its members, balanced by weight, or routed where the group says so.</li>
            </ul>
            <p><code>GET /v1/models</code> lists them all. An unknown name gets a 404 that names the nearest ones.</p>
            <h2>How a step is decided</h2>
            <ol>
            <li>Only models count that are healthy, allowed for the key, within budget, and can do what the request needs.</li>
            <li>A model named by the caller wins, then a pin in a header, then the routing decisions by priority.</li>
            <li>Titles, summaries and other housekeeping go to the smallest model that fits.</li>
            <li>Else the phase, difficulty, risk and reach of the change give the lowest tier; failing tests raise it, passing ones lower it at the next message of a person.</li>
            <li>Of what is left the one costs least that is expected to finish the task for the least money, prompt cache and retries included.</li>
            </ol>
            <p>Every answer says what was decided in its <code>X-CodeRouter-…</code> headers; <a href="/dashboard/sessions">the sessions</a> show it step by step.</p>
            <h2>Rules of your own</h2>
            <p>Signals find something in a step (words, a phase, a language, a guard’s verdict …); routing decisions say where steps go that have them. The configuration file takes the vllm semantic-router v0.1 form as it is. <code>coderouter check</code> names every problem at once, with line and remedy. Changes made in the dashboard are versions, which can be compared and rolled back.</p>
            <h2>Keys, groups, budgets</h2>
            <p>On loopback no key is needed; beyond it always. A key or a token group can have limits in dollars and tokens (in all, by day, by month), requests and tokens a minute, and calls at one time. They hold under parallel calls, because what a call may cost is set aside before an upstream is paid. <code>X-CodeRouter-Budget</code> on a request bounds its session.</p>
            <h2>Guards and caches</h2>
            <p>Guards look for credentials, personal data and attempts to steer the model. As it comes they observe; <code>guards:</code> makes them redact, block, or keep a step on local models. Answers of equal requests can come from a cache, per key; it is off as it comes, because an agent’s steps are rarely equal.</p>
            <h2>The books</h2>
            <p>Each step is written down before it is sent and settled once, with its cost at list price. What is not known is <code>unknown</code>, never 0. Savings are stated against a named baseline model, as a range. Say how a piece of work came out with <code>POST /v1/coderoute/feedback</code>: the router learns from it.</p>
            <h2>Running it</h2>
            <ul>
            <li><code>SIGTERM</code> stops new work, lets running answers finish, and ends with status 0. A changed configuration file is taken over without a restart.</li>
            <li><code>coderouter backup FILE</code> copies the store while it runs; <code>coderouter restore FILE</code> puts it back.</li>
            <li><code>coderouter doctor</code> tries everything and names remedies; <code>--bundle FILE</code> packs what a bug report needs, without secrets.</li>
            <li><code>/health</code> is for load balancers, <code>/metrics</code> for Prometheus; traces go to OpenTelemetry where <code>OTEL_EXPORTER_OTLP_ENDPOINT</code> is set.</li>
            </ul>
            """);
    }
}
