using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Hosts;

namespace CodeRouter.Cli;

/// <summary>What <c>serve</c> says once it answers: what was found, where it listens, how agents are pointed at it.</summary>
public static class ServeBanner
{
    // Of fifteen agents those that most have: more would push what was found off the screen.
    private const int Shown = 9;

    /// <param name="store">The options that mean this gateway's store to other commands, with a space before them; empty where none is needed.</param>
    public static void Write(TextWriter to, RunningGateway gateway, Settings settings, Discovery? discovery, string store)
    {
        string reached = settings.Server.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? Reachable(gateway.Addresses[0]);
        if (discovery is not null)
        {
            WriteFound(to, discovery, reached);
            if (File.Exists(ConfigurationFile.Usual))
            {
                to.WriteLine($"{ConfigurationFile.Usual} in this folder is not used: name it with --config {ConfigurationFile.Usual}");
            }
        }
        else
        {
            int local = settings.Policy.Models.Count(m => m.IsLocal);
            to.WriteLine($"{settings.Name}: {Count(settings.Policy.Models.Count, "model")} ({local} local, {settings.Policy.Models.Count - local} cloud), {Count(settings.Policy.Rules.Count, "routing decision")}, {Count(settings.Policy.Signals.Count, "signal")}");
        }

        foreach (string address in gateway.Addresses)
        {
            to.WriteLine($"listening on {address}");
        }

        to.WriteLine($"dashboard at {reached}/dashboard");

        if (gateway.SetupToken is { } token)
        {
            to.WriteLine();
            to.WriteLine($"Keys are required. Set-up token, shown this once: {token}");
            to.WriteLine($"Sign in with it in a browser: {reached}/dashboard/setup");
            to.WriteLine($"or make the first key with it: curl -X POST {Reachable(gateway.Addresses[0])}/admin/v1/keys -H 'Authorization: Bearer {token}' -d '{{\"name\":\"me\"}}'");
            to.WriteLine($"or on this machine with: coderouter keys create NAME --role owner{store}");
        }

        if (settings.Policy.Models.Count > 0)
        {
            WriteSetups(to, reached, gateway.RequiresKeys ? "YOUR-KEY" : GatewayAddress.NoKey);
        }

        to.Flush();
    }

    private static void WriteFound(TextWriter to, Discovery discovery, string address)
    {
        if (discovery.Found.Count == 0)
        {
            to.WriteLine("No provider was found: no API key in the environment, no local server on its usual port.");
            to.WriteLine($"Add one in a browser: {address}/dashboard/setup");
            to.WriteLine("or do one of these, then start again:");
            to.WriteLine("  export ANTHROPIC_API_KEY=…   (or OPENAI_API_KEY, GEMINI_API_KEY, OPENROUTER_API_KEY, DEEPSEEK_API_KEY, GROQ_API_KEY, MISTRAL_API_KEY, XAI_API_KEY)");
            to.WriteLine("  start Ollama, LM Studio, llama.cpp or vLLM");
            to.WriteLine("  coderouter serve --config coderouter.yaml");
            to.WriteLine("  coderouter demo      (needs no key: simulated models)");
            return;
        }

        to.WriteLine("Found:");
        foreach (var found in discovery.Found)
        {
            string models = string.Join(", ", found.Models.Take(4)) + (found.Models.Count > 4 ? $" and {found.Models.Count - 4} more" : "");
            to.WriteLine($"  {found.Title} ({found.Source}): {models}");
        }

        var policy = discovery.Settings.Policy;
        foreach (var tier in Enum.GetValues<Tier>())
        {
            string[] names = [.. policy.Models.Where(m => m.Tier == tier && m.Routable).Select(m => m.Name)];
            if (names.Length > 0)
            {
                to.WriteLine($"  {tier.Name(),-9} {string.Join(", ", names.Take(6))}{(names.Length > 6 ? $" and {names.Length - 6} more" : "")}");
            }
        }

        if (policy.Models.Count(m => !m.Routable) is > 0 and var others)
        {
            to.WriteLine($"  {others} more of these vendors' models answer when asked by name (GET /v1/models).");
        }
    }

    private static void WriteSetups(TextWriter to, string address, string key)
    {
        to.WriteLine();
        string options = GatewayAddress.SetupOptions(address, key);
        to.WriteLine($"Point your agent here (model coding-auto is routed step by step). coderouter setup claude_code{options} writes it into the agent's own settings; so for the others.");
        var hosts = HostSetups.For(address, key);
        foreach (var host in hosts.Take(Shown))
        {
            bool first = true;
            foreach (string line in HostSetups.Lines(host))
            {
                to.WriteLine($"  {(first ? host.Name : ""),-12} {line}");
                first = false;
            }
        }

        to.WriteLine($"  others       coderouter setup HOST{options}, or the lines at {address}/ ({string.Join(", ", hosts.Skip(Shown).Where(static h => h.Command is not null).Select(static h => h.Name))} …)");
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    private static string Reachable(string address) => address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal).TrimEnd('/');
}
