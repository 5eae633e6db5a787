using CodeRouter.Core.Decisions;

namespace CodeRouter.Hosts;

/// <summary>The set-up of every agent for one gateway address: what <c>serve</c> prints and <c>/harnesses</c> lists.</summary>
public static class HostSetups
{
    private const string Model = Policy.AutoGroup;

    private const string Unlimited = """A conversation is shortened in time only where the model's "limit": {"context": …, "output": …} stands beside it, as GET /v1/models tells them; else once it has overflown. Without it answers of 32000 tokens are asked for, and models of this format that cannot give them are passed over.""";

    /// <param name="address">Base address without a trailing slash, as callers reach it.</param>
    /// <param name="key">What to write where the agent wants a key: a real key, or any word where none is required.</param>
    public static IReadOnlyList<HostSetup> For(string address, string key) =>
    [
        new("claude_code", "Claude Code", "anthropic",
            [new("ANTHROPIC_BASE_URL", address), new("ANTHROPIC_AUTH_TOKEN", key), new("ANTHROPIC_MODEL", Model), new("ANTHROPIC_DEFAULT_HAIKU_MODEL", Model)],
            null, null, "claude", "2.1.328",
            ["Its words sonnet and opus stay names of Anthropic's models, and are refused where no channel has those; haiku, which its background work and searches use, is routed.",
                "It takes a model it does not know for one with a window of 1m tokens. Where coding-auto has less (context_window in GET /v1/models), export that, as in CLAUDE_CODE_AUTO_COMPACT_WINDOW=200000.",
                "Its auto mode has Anthropic's servers check each command. With a model of another vendor nobody does: it says so and asks you, until shift+tab leaves auto mode."]),
        new("codex", "Codex", "responses",
            [new("CODEROUTER_KEY", key)],
            "~/.codex/config.toml",
            $"""
            model = "{Model}"
            model_provider = "coderouter"
            [model_providers.coderouter]
            name = "CodeRouter"
            base_url = "{address}/v1"
            env_key = "CODEROUTER_KEY"
            wire_api = "responses"
            """,
            "codex", "0.169.0",
            ["A model name Codex does not know changes its tool set; name a configured model instead of coding-auto to keep apply_patch.",
                "It assumes a window of its own for a name it does not know; model_context_window = 200000 in the same file states the one that GET /v1/models tells."]),
        new("opencode", "opencode", "openai",
            [new("CODEROUTER_KEY", key)],
            "~/.config/opencode/opencode.json",
            """
            {"provider":{"coderouter":{"npm":"@ai-sdk/openai-compatible","options":{"baseURL":"ADDRESS/v1","apiKey":"{env:CODEROUTER_KEY}"},"models":{"MODEL":{"attachment":true,"modalities":{"input":["text","image","pdf"],"output":["text"]}}}}},"model":"coderouter/MODEL","small_model":"coderouter/MODEL"}
            """.Replace("ADDRESS", address, StringComparison.Ordinal).Replace("MODEL", Model, StringComparison.Ordinal),
            "opencode", "1.18.33", [Unlimited]),
        new("gemini_cli", "Gemini CLI", "gemini",
            [new("GOOGLE_GEMINI_BASE_URL", address), new("GEMINI_API_KEY", key), new("GEMINI_MODEL", Model)],
            null, null, "gemini", "0.61.0",
            ["What setup writes, ~/.gemini/.env, it reads only in folders that it trusts: say so when it asks, or start it with --skip-trust. A .env of the project is read in its place."]),
        new("cursor", "Cursor", "openai", [], "Settings > Models > OpenAI API key",
            $"Override OpenAI Base URL: {address}/v1   API key: {key}   add the model {Model}", null, null,
            ["Cursor calls from its own servers: the address must be reachable from outside (server.public_url)."]),
        new("aider", "Aider", "openai",
            [new("OPENAI_API_BASE", address + "/v1"), new("OPENAI_API_KEY", key)],
            null, null, $"aider --model openai/{Model}", null, []),
        new("copilot_cli", "Copilot CLI", "openai",
            [new("COPILOT_PROVIDER_BASE_URL", address + "/v1"), new("COPILOT_PROVIDER_API_KEY", key), new("COPILOT_PROVIDER_TYPE", "openai"), new("COPILOT_MODEL", Model)],
            null, null, "copilot", "1.0.102", []),
        new("cline", "Cline", "openai", [], "Settings > API Provider > OpenAI Compatible",
            $"Base URL: {address}/v1   API key: {key}   Model ID: {Model}", $"cline auth -p openai-compatible -b {address}/v1 -k {key} -m {Model}", "3.0.65", ["The command is for the one at the terminal, once; the settings are for the editor's."]),
        new("qwen_code", "Qwen Code", "openai",
            [new("OPENAI_BASE_URL", address + "/v1"), new("OPENAI_API_KEY", key), new("OPENAI_MODEL", Model)],
            null, null, "qwen", "0.24.4", []),
        new("kilo", "Kilo", "openai",
            [new("CODEROUTER_KEY", key)],
            "~/.config/kilo/kilo.json",
            """
            {"provider":{"coderouter":{"npm":"@ai-sdk/openai-compatible","options":{"baseURL":"ADDRESS/v1","apiKey":"{env:CODEROUTER_KEY}"},"models":{"MODEL":{"attachment":true,"modalities":{"input":["text","image","pdf"],"output":["text"]}}}}},"model":"coderouter/MODEL","small_model":"coderouter/MODEL"}
            """.Replace("ADDRESS", address, StringComparison.Ordinal).Replace("MODEL", Model, StringComparison.Ordinal),
            "kilo", "7.7.9", [Unlimited]),
        new("continue", "Continue", "openai", [], "~/.continue/config.yaml",
            $"""
            name: CodeRouter
            version: 1.0.0
            schema: v1
            models:
              - name: CodeRouter
                provider: openai
                model: {Model}
                apiBase: {address}/v1
                apiKey: {key}
            """, "cn", "1.5.47", []),
        new("pi", "pi", "openai", [], "~/.pi/agent/models.json",
            """
            {"providers":{"coderouter":{"baseUrl":"ADDRESS/v1","api":"openai-completions","apiKey":"KEY","models":[{"id":"MODEL","input":["text","image"]}]}}}
            """.Replace("ADDRESS", address, StringComparison.Ordinal).Replace("KEY", key, StringComparison.Ordinal).Replace("MODEL", Model, StringComparison.Ordinal),
            $"pi --model coderouter/{Model}", "0.73.1", []),
        new("grok_cli", "grok-cli", "openai",
            [new("GROK_BASE_URL", address + "/v1"), new("GROK_API_KEY", key)],
            null, null, $"grok -m {Model}", "0.0.34", [$"A project's own settings name a model that wins over the user's: start it with -m {Model}, or export GROK_MODEL={Model}."]),
        new("windsurf", "Windsurf", "openai", [], "Windsurf", "offers no base URL of one's own: it cannot be pointed at a gateway", null, null, []),
        new("copilot", "Copilot in VS Code", "openai", [], "Chat > Manage Models > OpenAI Compatible",
            $"URL: {address}/v1/chat/completions   API key: {key}   Model ID: {Model}", null, null, []),
    ];

    /// <summary>The lines that point one host at the gateway; for one without a set-up of its own, the variables that the usual clients read.</summary>
    public static IReadOnlyList<string> LinesFor(string id, string address, string key) => For(address, key).FirstOrDefault(h => h.Id == id) is { } host
        ? [.. Lines(host), .. host.Notes]
        : [$"export OPENAI_BASE_URL={address}/v1 OPENAI_API_KEY={key}   model {Model}", $"export ANTHROPIC_BASE_URL={address} ANTHROPIC_AUTH_TOKEN={key}", $"export GOOGLE_GEMINI_BASE_URL={address} GEMINI_API_KEY={key}"];

    /// <summary>One plain line (or a few) for a terminal.</summary>
    public static IEnumerable<string> Lines(HostSetup host)
    {
        string exports = string.Join(' ', host.Environment.Select(static v => $"{v.Key}={v.Value}"));
        if (host.Config is null)
        {
            yield return $"{exports} {host.Command}".Trim();
            yield break;
        }

        yield return $"{host.ConfigFile}:";
        foreach (string line in host.Config.Split('\n'))
        {
            yield return "  " + line.TrimEnd('\r');
        }

        if (host.Command is not null)
        {
            yield return $"{exports} {host.Command}".Trim();
        }
    }
}
