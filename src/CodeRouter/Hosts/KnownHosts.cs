namespace CodeRouter.Hosts;

/// <summary>Every coding agent we recognise, the ones that others are built on last: Kilo also says that it is opencode, Qwen Code that it is Gemini CLI.</summary>
public static class KnownHosts
{
    public const string None = "none";

    private static readonly HostModels Anthropic = new("claude-opus-4-8", "claude-sonnet-4-6", "claude-sonnet-4-6", "claude-haiku-4-5");
    private static readonly HostModels OpenAI = new("gpt-5.5", "gpt-5.3-codex", "gpt-5.4", "gpt-5.4-mini");
    private static readonly HostModels Google = new("gemini-3.1-pro-preview", "gemini-3.1-pro-preview", "gemini-3.5-flash", "gemini-3.1-flash-lite");
    private static readonly HostModels Mixed = new("claude-opus-4-8", "gpt-5.3-codex", "claude-sonnet-4-6", "claude-haiku-4-5");

    public static IReadOnlyList<HostFacts> All { get; } =
    [
        new()
        {
            Id = "claude_code", Name = "Claude Code", Models = Anthropic, Capabilities = new(true, true, true, true, true, true, true), SwitchWith = "/model, claude --model, model: of a sub-agent",
            ClientNames = ["claude-code"], Variables = ["CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE"], Processes = ["claude"],
            ProjectFiles = ["CLAUDE.md", ".claude"], HomeFiles = [".claude"], SessionVariable = "CLAUDE_CODE_SESSION_ID",
        },
        new()
        {
            Id = "codex", Name = "Codex", Models = OpenAI, Capabilities = new(true, true, true, true, true, true, true), SwitchWith = "/model, codex exec -m, a profile",
            ClientNames = ["codex-mcp-client", "codex"], Variables = ["CODEX_THREAD_ID", "CODEX_SESSION_ID", "CODEX_CI", "CODEX_TOOL_CALL_ID", "CODEX_SANDBOX", "CODEX_SANDBOX_NETWORK_DISABLED", "CODEX_ENV", "OPENAI_CODEX"], Processes = ["codex"],
            ProjectFiles = [".codex", "AGENTS.md"], HomeFiles = [".codex"], SessionVariable = "CODEX_THREAD_ID",
        },
        new()
        {
            Id = "kilo", Name = "Kilo", Models = Mixed, Capabilities = new(true, true, true, true, true, true, true), SwitchWith = "its model list, kilo run -m, an agent's model",
            ClientNames = ["kilo"], Variables = ["KILO", "KILOCODE_VERSION"], Processes = ["kilo", "kilocode"], ProjectFiles = [".kilo", ".kilocode", "kilo.json", "kilo.jsonc"], HomeFiles = [".config/kilo", ".kilocode"],
        },
        new()
        {
            Id = "opencode", Name = "opencode", Models = Mixed, Capabilities = new(true, true, true, true, true, true, true), SwitchWith = "/models, opencode run -m, an agent's model",
            ClientNames = ["opencode"], Variables = ["OPENCODE", "OPENCODE_PID"], Processes = ["opencode"], ProjectFiles = [".opencode", "opencode.json", "opencode.jsonc"], HomeFiles = [".config/opencode"],
        },
        new()
        {
            Id = "qwen_code", Name = "Qwen Code", Models = new("qwen3-max", "qwen3-coder-plus", "qwen3-coder-plus", "qwen3-coder-flash"), Capabilities = new(true, true, true, true, true, true, true), SwitchWith = "/model, qwen -m",
            ClientNames = ["qwen-cli-mcp-client", "qwen"], Variables = ["QWEN_CODE", "QWEN_CODE_SESSION_ID"], Processes = ["qwen"], ProjectFiles = ["QWEN.md", ".qwen"], HomeFiles = [".qwen"], SessionVariable = "QWEN_CODE_SESSION_ID",
        },
        new()
        {
            Id = "gemini_cli", Name = "Gemini CLI", Models = Google, Capabilities = new(true, true, true, true, true, true, false), SwitchWith = "/model, gemini -m",
            ClientNames = ["gemini-cli-mcp-client", "gemini-cli"], Variables = ["GEMINI_CLI"], Processes = ["gemini"], ProjectFiles = ["GEMINI.md", ".gemini"], HomeFiles = [".gemini"],
        },
        new()
        {
            Id = "copilot_cli", Name = "Copilot CLI", Models = Mixed, Capabilities = new(true, true, true, true, false, true, false), SwitchWith = "/model, copilot --model",
            ClientNames = ["copilot-cli", "github-copilot-developer"], Variables = ["COPILOT_CLI", "COPILOT_AGENT_SESSION_ID", "COPILOT_CLI_BINARY_VERSION"], Processes = ["copilot"], HomeFiles = [".copilot"], SessionVariable = "COPILOT_AGENT_SESSION_ID",
        },
        new()
        {
            Id = "cline", Name = "Cline", Models = Mixed, Capabilities = new(false, false, true, true, true, false, false),
            ClientNames = ["@cline/core", "cline"], AlwaysSetsVariables = false, Variables = ["CLINE_CONNECTOR_CLI_LAUNCH"], Suggestions = ["CLINE_ACTIVE"], Processes = ["cline"], ProjectFiles = [".clinerules"], HomeFiles = [".cline"],
        },
        new()
        {
            AlwaysSetsVariables = false, Id = "continue", Name = "Continue", Models = Mixed, Capabilities = new(false, true, true, true, true, false, false),
            ClientNames = ["continue-cli-client", "continue"], Processes = ["cn"], ProjectFiles = [".continue", ".continuerules"], HomeFiles = [".continue"],
        },
        new()
        {
            Id = "aider", Name = "Aider", Models = Mixed, Capabilities = new(true, false, false, true, true, true, true), SwitchWith = "/model, aider --model",
            ClientNames = ["aider"], AlwaysSetsVariables = false, Variables = ["AIDER_ENV", "AIDER"], Processes = ["aider"], ProjectFiles = [".aider.conf.yml", ".aiderignore"], HomeFiles = [".aider.conf.yml"],
        },
        new()
        {
            Id = "windsurf", Name = "Windsurf", Models = Mixed, Capabilities = new(false, false, true, true, false, false, false),
            ClientNames = ["windsurf"], AlwaysSetsVariables = false, Variables = ["WINDSURF_SESSION", "WINDSURF_ENV"], Processes = ["windsurf"], ProjectFiles = [".windsurf", ".windsurfrules"], HomeFiles = [".codeium/windsurf"],
        },
        new()
        {
            Id = "cursor", Name = "Cursor", Models = Mixed, Capabilities = new(false, false, true, true, true, false, false),
            ClientNames = ["cursor"], AlwaysSetsVariables = false, Variables = ["CURSOR_TRACE_ID", "CURSOR_AGENT", "CURSOR_SESSION", "CURSOR_ENV"], Processes = ["cursor", "cursor-agent"], ProjectFiles = [".cursorrules", ".cursor"], HomeFiles = [".cursor"],
        },
        new()
        {
            Id = "pi", Name = "pi", Models = Mixed, Capabilities = new(true, false, true, true, true, true, false), SwitchWith = "Ctrl+P, pi --model",
            ClientNames = ["pi-coding-agent"], Variables = ["PI_CODING_AGENT"], Processes = ["pi"], ProjectFiles = [".pi"], HomeFiles = [".pi/agent"],
        },
        new()
        {
            AlwaysSetsVariables = false, Id = "grok_cli", Name = "grok-cli", Models = new("grok-4.3", "grok-4.3", "grok-4.3", "grok-4.3"), Capabilities = new(true, false, false, true, true, true, false), SwitchWith = "grok -m",
            ClientNames = ["grok-cli"], Processes = ["grok"], ProjectFiles = [".grok"], HomeFiles = [".grok"],
        },
        new()
        {
            Id = "copilot", Name = "Copilot in VS Code", Models = Mixed, Capabilities = new(false, false, true, true, false, false, false),
            ClientNames = ["visual studio code", "vscode", "github-copilot"], Variables = ["GITHUB_COPILOT"], Suggestions = ["VSCODE_PID", "TERM_PROGRAM=vscode"], ProjectFiles = [".github/copilot-instructions.md"],
        },
        new() { Id = None, Name = "no coding agent", Models = Mixed, Capabilities = new(false, false, false, false, false, false, false) },
    ];

    public static IReadOnlyList<string> Ids { get; } = [.. All.Select(static h => h.Id)];

    /// <summary>Null for a name that is none; spaces and hyphens count as underscores.</summary>
    public static HostFacts? Find(string name)
    {
        string id = name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        id = id switch { "claude" => "claude_code", "gemini" => "gemini_cli", "qwen" => "qwen_code", "vscode" => "copilot", "grok" => "grok_cli", "generic" => None, _ => id };
        return All.FirstOrDefault(h => h.Id == id);
    }
}
