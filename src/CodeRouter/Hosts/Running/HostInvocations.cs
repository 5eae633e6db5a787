using System.Text.Json;
using CodeRouter.Core.Steps;

namespace CodeRouter.Hosts.Running;

/// <summary>The coding agents that can be told a model on their command line, and how each is told.</summary>
public static class HostInvocations
{
    private static readonly Dictionary<string, Func<WorkOrder, GatewayUse?, bool, HostInvocation>> All = new(StringComparer.Ordinal)
    {
        ["claude_code"] = ClaudeCode, ["codex"] = Codex, ["opencode"] = OpenCode, ["kilo"] = Kilo, ["gemini_cli"] = Gemini, ["qwen_code"] = Qwen, ["aider"] = Aider, ["copilot_cli"] = Copilot,
    };

    /// <summary>The newest conversation of the folder, for agents that do not name theirs: nobody else works in it.</summary>
    private const string Newest = "latest";

    private static readonly Dictionary<string, string?> Unchanged = [];

    /// <summary>The program of such an agent; null where it cannot be driven.</summary>
    public static string? ProgramOf(string host) => All.ContainsKey(host) ? KnownHosts.Find(host)!.Processes[0] : null;

    /// <param name="gateway">Null leaves the agent with its own account.</param>
    /// <param name="anyCommand">It may run every command; else only what it runs without asking, and the check.</param>
    public static HostInvocation For(string host, WorkOrder order, GatewayUse? gateway, bool anyCommand) => All[host](order, gateway, anyCommand);

    private static HostInvocation ClaudeCode(WorkOrder order, GatewayUse? gateway, bool anyCommand)
    {
        string session = order.Resume ?? Guid.NewGuid().ToString();
        var arguments = new List<string> { "-p", order.Prompt, "--model", order.Model, "--output-format", "stream-json", "--verbose", order.Resume is null ? "--session-id" : "--resume", session };
        arguments.AddRange(order.MayChange ? ["--permission-mode", "acceptEdits"] : ["--permission-mode", "default", "--disallowedTools", "Edit", "Write", "NotebookEdit"]);
        if (anyCommand || order.Verify is not null)
        {
            arguments.AddRange(["--allowedTools", anyCommand ? "Bash" : $"Bash({order.Verify})"]);
        }

        return new HostInvocation(
            arguments, gateway is null ? Unchanged : new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ANTHROPIC_BASE_URL"] = gateway.Address, ["ANTHROPIC_AUTH_TOKEN"] = gateway.Key, ["ANTHROPIC_API_KEY"] = null, ["ANTHROPIC_MODEL"] = order.Model,
                ["ANTHROPIC_DEFAULT_HAIKU_MODEL"] = gateway.Small, ["ANTHROPIC_CUSTOM_HEADERS"] = $"X-CodeRouter-Session: {order.Session}\nX-CodeRouter-Repo: {RepositoryHeader.Write(gateway.Repository)}",
            },
            HostAnswers.Claude, session);
    }

    private static HostInvocation Codex(WorkOrder order, GatewayUse? gateway, bool anyCommand)
    {
        var arguments = new List<string> { "exec", "--json", "-s", !order.MayChange ? "read-only" : anyCommand ? "danger-full-access" : "workspace-write", "-m", order.Model };
        if (gateway is not null)
        {
            string headers = $"{{\"X-CodeRouter-Session\"={Text(order.Session)},\"X-CodeRouter-Repo\"={Text(RepositoryHeader.Write(gateway.Repository))}}}";
            string provider = $"{{name=\"CodeRouter\",base_url={Text(gateway.Address + "/v1")},wire_api=\"responses\",env_key=\"CODEROUTER_KEY\",http_headers={headers}}}";
            arguments.AddRange(["-c", "model_provider=\"coderouter\"", "-c", "model_providers.coderouter=" + provider]);
        }

        arguments.AddRange(order.Resume is null ? [order.Prompt] : ["resume", order.Resume, order.Prompt]);
        return new HostInvocation(arguments, gateway is null ? Unchanged : new Dictionary<string, string?>(StringComparer.Ordinal) { ["CODEROUTER_KEY"] = gateway.Key }, HostAnswers.Codex, order.Resume ?? "--last");
    }

    private static HostInvocation OpenCode(WorkOrder order, GatewayUse? gateway, bool anyCommand) => OpenCode(order, gateway, anyCommand, "build", "OPENCODE_CONFIG_CONTENT");

    // Grown out of opencode: other names for the same.
    private static HostInvocation Kilo(WorkOrder order, GatewayUse? gateway, bool anyCommand) => OpenCode(order, gateway, anyCommand, "code", "KILO_CONFIG_CONTENT");

    private static HostInvocation OpenCode(WorkOrder order, GatewayUse? gateway, bool anyCommand, string worker, string settings)
    {
        var arguments = new List<string> { "run", "--format", "json", "--agent", order.MayChange ? worker : "plan", "-m", gateway is null ? order.Model : "coderouter/" + order.Model };
        if (order.Resume is not null)
        {
            arguments.AddRange(order.Resume == Newest ? ["-c"] : ["-s", order.Resume]);
        }

        arguments.Add(order.Prompt);
        string rights = anyCommand ? "\"allow\"" : order.Verify is null ? "\"deny\"" : $$"""{ "*": "deny", {{Text(order.Verify)}}: "allow" }""";
        string provider = gateway is null ? "" : $$"""
            , "small_model": {{Text("coderouter/" + gateway.Small)}}, "provider": { "coderouter": { "npm": "@ai-sdk/openai-compatible", "options": { "baseURL": {{Text(gateway.Address + "/v1")}}, "apiKey": {{Text(gateway.Key)}},
            "headers": { "X-CodeRouter-Session": {{Text(order.Session)}}, "X-CodeRouter-Repo": {{Text(RepositoryHeader.Write(gateway.Repository))}} } }, "models": { {{string.Join(", ", gateway.Models.Select(static m => Text(m) + ": {}"))}} } } }
            """;
        return new HostInvocation(
            arguments, new Dictionary<string, string?>(StringComparer.Ordinal) { [settings] = $$"""{ "permission": { "edit": "allow", "bash": {{rights}} }{{provider}} }""" },
            HostAnswers.OpenCode, order.Resume ?? Newest);
    }

    private static HostInvocation Gemini(WorkOrder order, GatewayUse? gateway, bool anyCommand)
    {
        var arguments = new List<string> { "-p", order.Prompt, "-m", order.Model, "--approval-mode", !order.MayChange ? "default" : anyCommand ? "yolo" : "auto_edit", "--skip-trust", "-o", "json" };

        // It can be told to go on with a conversation, and then sends the results of its tools twice, which the service refuses.
        return new HostInvocation(
            arguments, gateway is null ? Unchanged : new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["GOOGLE_GEMINI_BASE_URL"] = gateway.Address, ["GEMINI_API_KEY"] = gateway.Key, ["GEMINI_MODEL"] = order.Model,
                ["GEMINI_CLI_CUSTOM_HEADERS"] = $"X-CodeRouter-Session: {order.Session}, X-CodeRouter-Repo: {RepositoryHeader.Write(gateway.Repository)}",
            },
            HostAnswers.Gemini);
    }

    private static HostInvocation Qwen(WorkOrder order, GatewayUse? gateway, bool anyCommand)
    {
        var arguments = new List<string> { "-p", order.Prompt, "-m", order.Model, "--approval-mode", !order.MayChange ? "plan" : anyCommand ? "yolo" : "auto-edit" };

        // Told to continue, it did not take up what had been said (0.24.4).
        return new HostInvocation(arguments, OpenAI(gateway, order), HostAnswers.Plain);
    }

    private static HostInvocation Aider(WorkOrder order, GatewayUse? gateway, bool anyCommand)
    {
        var arguments = new List<string>
        {
            "--model", gateway is null ? order.Model : "openai/" + order.Model, "--yes-always", "--no-auto-commits", "--no-gitignore", "--no-check-update", "--no-show-model-warnings", "--no-pretty", "--no-stream",
            anyCommand ? "--suggest-shell-commands" : "--no-suggest-shell-commands", "--message", order.Prompt,
        };
        if (!order.MayChange)
        {
            arguments.AddRange(["--chat-mode", "ask"]);
        }

        if (order.Resume is not null)
        {
            arguments.Add("--restore-chat-history");
        }

        var environment = gateway is null ? Unchanged : new Dictionary<string, string?>(StringComparer.Ordinal) { ["OPENAI_API_BASE"] = gateway.AddressOf(order.Session) + "/v1", ["OPENAI_API_KEY"] = gateway.Key };
        return new HostInvocation(arguments, environment, HostAnswers.Plain, Newest);
    }

    private static HostInvocation Copilot(WorkOrder order, GatewayUse? gateway, bool anyCommand)
    {
        var arguments = new List<string> { "-p", order.Prompt, "--model", order.Model };
        if (anyCommand)
        {
            arguments.Add("--allow-all-tools");
        }
        else
        {
            arguments.AddRange(order.MayChange ? ["--allow-tool", "write"] : []);
            arguments.AddRange(order.Verify is null ? [] : ["--allow-tool", $"shell({order.Verify})"]);
        }

        if (order.Resume is not null)
        {
            arguments.Add("--continue");
        }

        return new HostInvocation(
            arguments, gateway is null ? Unchanged : new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["COPILOT_PROVIDER_BASE_URL"] = gateway.AddressOf(order.Session) + "/v1", ["COPILOT_PROVIDER_API_KEY"] = gateway.Key, ["COPILOT_PROVIDER_TYPE"] = "openai", ["COPILOT_MODEL"] = order.Model,
            },
            HostAnswers.Plain, Newest);
    }

    private static Dictionary<string, string?> OpenAI(GatewayUse? gateway, WorkOrder order) => gateway is null ? Unchanged : new(StringComparer.Ordinal)
    {
        ["OPENAI_BASE_URL"] = gateway.AddressOf(order.Session) + "/v1", ["OPENAI_API_KEY"] = gateway.Key, ["OPENAI_MODEL"] = order.Model,
    };

    // A JSON string is a TOML basic string too.
    private static string Text(string value) => JsonSerializer.Serialize(value, Files.JsonTexts.Relaxed.String);
}
