using CodeRouter.Core.Decisions;
using CodeRouter.Hosts.Files;

namespace CodeRouter.Hosts;

/// <summary>A host's settings file and what is set in it.</summary>
/// <param name="Overriders">Files of a repository that win over it.</param>
/// <param name="Word">What such a file would say, if it does.</param>
public sealed record HostConfigFile(string Path, ISettingsFormat Format, IReadOnlyList<SettingsEdit> Edits, IReadOnlyList<string> Overriders, string Word)
{
    /// <summary>A second file that the first is no use without; null for none.</summary>
    public HostConfigFile? Also { get; init; }
}

/// <summary>The settings file of every host that has one for the gateway's address.</summary>
public static class HostConfigFiles
{
    /// <summary>The variable that Codex takes its key from.</summary>
    public const string CodexKey = "CODEROUTER_KEY";

    private const string Model = Policy.AutoGroup;

    /// <summary>Null for a host that is set up by hand or by its environment alone.</summary>
    /// <param name="variable">Reads the environment: some hosts let their folder be moved.</param>
    public static HostConfigFile? For(string host, string home, Func<string, string?> variable, string address, string key) => host switch
    {
        "claude_code" => new(
            Path.Combine(Folder(variable("CLAUDE_CONFIG_DIR"), home, ".claude"), "settings.json"), new JsonSettings(),
            [new(["env", "ANTHROPIC_BASE_URL"], address), new(["env", "ANTHROPIC_AUTH_TOKEN"], key), new(["env", "ANTHROPIC_MODEL"], Model), new(["env", "ANTHROPIC_DEFAULT_HAIKU_MODEL"], Model)],
            [".claude/settings.local.json", ".claude/settings.json"], "ANTHROPIC_BASE_URL"),
        "codex" => new(
            Path.Combine(Folder(variable("CODEX_HOME"), home, ".codex"), "config.toml"), new TomlSettings(),
            [
                new(["model"], Model), new(["model_provider"], "coderouter"), new(["model_providers", "coderouter", "name"], "CodeRouter"),
                new(["model_providers", "coderouter", "base_url"], address + "/v1"), new(["model_providers", "coderouter", "wire_api"], "responses"),

                // A variable that is named and not set keeps Codex from starting, so it is named only where a key is needed.
                .. key == GatewayAddress.NoKey ? (IEnumerable<SettingsEdit>)[] : [new(["model_providers", "coderouter", "env_key"], CodexKey)],
            ],
            [".codex/config.toml"], "model_provider"),
        "opencode" => OpenCode(Path.Combine(Folder(variable("XDG_CONFIG_HOME"), home, ".config"), "opencode"), "opencode", address, key),
        "kilo" => OpenCode(Path.Combine(Folder(variable("XDG_CONFIG_HOME"), home, ".config"), "kilo"), "kilo", address, key),
        "gemini_cli" => new(
            Path.Combine(home, ".gemini", ".env"), new EnvSettings(),
            [new(["GOOGLE_GEMINI_BASE_URL"], address), new(["GEMINI_API_KEY"], key), new(["GEMINI_MODEL"], Model)],
            [".gemini/.env", ".env"], "")
        {
            // Signed in with an account it would not use the address; with nothing chosen it refuses to start.
            Also = new(Path.Combine(home, ".gemini", "settings.json"), new JsonSettings(), [new(["security", "auth", "selectedType"], "gemini-api-key")], [], ""),
        },
        "qwen_code" => new(
            Path.Combine(home, ".qwen", ".env"), new EnvSettings(),
            [new(["OPENAI_BASE_URL"], address + "/v1"), new(["OPENAI_API_KEY"], key), new(["OPENAI_MODEL"], Model)],
            [".qwen/.env", ".env"], "")
        {
            Also = new(Path.Combine(home, ".qwen", "settings.json"), new JsonSettings(), [new(["security", "auth", "selectedType"], "openai")], [], ""),
        },
        "aider" => new(
            Path.Combine(home, ".aider.conf.yml"), new YamlSettings(),
            [new(["openai-api-base"], address + "/v1"), new(["openai-api-key"], key), new(["model"], "openai/" + Model)],
            [".aider.conf.yml"], "openai-api-base"),
        "pi" => new(
            Path.Combine(home, ".pi", "agent", "models.json"), new JsonSettings(),
            [new(["providers", "coderouter"], $$"""{ "baseUrl": {{Text(address + "/v1")}}, "api": "openai-completions", "apiKey": {{Text(key)}}, "models": [{ "id": "{{Model}}", "input": ["text", "image"] }] }""", IsRaw: true)],
            [], ""),
        "grok_cli" => new(
            Path.Combine(home, ".grok", "user-settings.json"), new JsonSettings(),
            [new(["baseURL"], address + "/v1"), new(["apiKey"], key), new(["defaultModel"], Model)],
            [".grok/settings.json"], "baseURL"),
        _ => null,
    };

    private static HostConfigFile OpenCode(string folder, string name, string address, string key)
    {
        string[] spellings = [Path.Combine(folder, name + ".jsonc"), Path.Combine(folder, name + ".json")];
        string provider = $$$"""{ "npm": "@ai-sdk/openai-compatible", "options": { "baseURL": {{{Text(address + "/v1")}}}, "apiKey": {{{Text(key)}}} }, "models": { "{{{Model}}}": { "attachment": true, "modalities": { "input": ["text", "image", "pdf"], "output": ["text"] } } } }""";
        return new(
            spellings.FirstOrDefault(File.Exists) ?? spellings[1], new JsonSettings(),
            [new(["provider", "coderouter"], provider, IsRaw: true), new(["model"], "coderouter/" + Model), new(["small_model"], "coderouter/" + Model)],
            [name + ".jsonc", name + ".json"], "\"model\"");
    }

    private static string Folder(string? named, string home, string usual) => named is { Length: > 0 } ? named : Path.Combine(home, usual);

    private static string Text(string value) => System.Text.Json.JsonSerializer.Serialize(value, JsonTexts.Relaxed.String);
}
