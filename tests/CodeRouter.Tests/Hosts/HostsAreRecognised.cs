using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Hosts;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>Which agent we run in: by its own word, its variables, its process, and what merely suggests it.</summary>
public sealed class HostsAreRecognised : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("cr-home"), _folder = Directory.CreateTempSubdirectory("cr-work");

    public void Dispose()
    {
        _home.Delete(recursive: true);
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("CLAUDECODE", "claude_code")]
    [InlineData("CODEX_THREAD_ID", "codex")]
    [InlineData("CODEX_SANDBOX", "codex")]
    [InlineData("CODEX_SANDBOX_NETWORK_DISABLED", "codex")]
    [InlineData("OPENCODE", "opencode")]
    [InlineData("KILO,OPENCODE", "kilo")]
    [InlineData("GEMINI_CLI", "gemini_cli")]
    [InlineData("QWEN_CODE,GEMINI_CLI", "qwen_code")]
    [InlineData("COPILOT_CLI", "copilot_cli")]
    [InlineData("CURSOR_TRACE_ID", "cursor")]
    [InlineData("PI_CODING_AGENT", "pi")]
    [InlineData("CLINE_CONNECTOR_CLI_LAUNCH", "cline")]
    [InlineData("AIDER", "aider")]
    [InlineData("", "none")]
    public void A_variable_that_only_one_agent_sets_proves_it(string variables, string host)
    {
        var found = HostDetection.Detect(Around(variables));
        Assert.Equal(host, found.Host.Id);
        Assert.True(found.Confidence >= 0.9);
        Assert.Equal(variables.Length > 0, found.Marks.Count > 0);
    }

    [Theory]
    [InlineData("", "bash,cn", "continue")]
    [InlineData("", "sh,aider", "aider")]
    [InlineData("CLAUDECODE", "bash,aider,bash,claude", "aider")]
    [InlineData("CLAUDECODE,CODEX_THREAD_ID", "codex,bash,claude", "codex")]
    [InlineData("CLAUDECODE,CODEX_THREAD_ID", "claude,sh,codex", "claude_code")]
    [InlineData("GEMINI_CLI", "bash,claude", "gemini_cli")]
    public void Of_nested_agents_the_nearest_is_meant(string variables, string processes, string host) =>
        Assert.Equal(host, HostDetection.Detect(Around(variables) with { Processes = processes.Split(',') }).Host.Id);

    [Fact]
    public void An_mcp_client_says_who_it_is_and_files_alone_only_suggest()
    {
        Assert.Equal("codex", HostDetection.Detect(Around("CLAUDECODE") with { ClientName = "codex-mcp-client" }).Host.Id);
        _home.CreateSubdirectory(".gemini");
        File.WriteAllText(Path.Combine(_folder.FullName, "GEMINI.md"), "");
        var found = HostDetection.Detect(Around(""));
        Assert.Equal(("gemini_cli", 0.5), (found.Host.Id, found.Confidence));
        _home.CreateSubdirectory(".claude");
        File.WriteAllText(Path.Combine(_folder.FullName, "CLAUDE.md"), "");
        found = HostDetection.Detect(Around(""));
        Assert.Equal(("none", 4), (found.Host.Id, found.Marks.Count));
    }

    [Fact]
    public void The_process_table_is_read_through_interpreters_and_odd_names()
    {
        Process(9, "cat", 8, "coderouter");
        Process(8, "bash", 7, "/bin/bash\0-c\0coderouter detect-host");
        Process(7, "MainThread", 6, "node\0--no-warnings\0/usr/lib/node_modules/@google/gemini-cli/dist/index.js\0-p");
        Process(6, "a ) (b", 1, "/opt/a ) (b");
        Assert.Equal(["index", "gemini", "a ) (b"], ProcessChain.Read(9, _folder.FullName));
    }

    [Fact]
    public void In_a_plain_shell_nothing_is_said_of_an_agent_that_is_not_there()
    {
        var told = new StringWriter();
        Assert.Equal(0, DetectHostVerb.Run(Around(""), json: false, told, TextWriter.Null));
        Assert.DoesNotContain("Its model", told.ToString(), StringComparison.Ordinal);
        Assert.Contains("coderouter setup HOST", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_says_what_it_can_switch_and_how_it_is_set_up()
    {
        using var said = new StringWriter();
        Assert.Equal(0, DetectHostVerb.Run(Around("CLAUDECODE,CLAUDE_CODE_SESSION_ID"), json: true, said, TextWriter.Null));
        using var document = JsonDocument.Parse(said.ToString());
        var root = document.RootElement;
        Assert.Equal(["host", "confidence", "marks", "capabilities", "session", "setup"], root.EnumerateObject().Select(static m => m.Name));
        Assert.Equal("1", root.GetProperty("session").GetString());
        Assert.Equal(
            ["dynamic_switch", "subagent_model", "prompt_files", "repo_instructions", "settings", "environment", "context_management"],
            root.GetProperty("capabilities").EnumerateObject().Select(static m => m.Name));
        Assert.Contains("ANTHROPIC_BASE_URL=http://127.0.0.1:8899", root.GetProperty("setup")[0].GetString(), StringComparison.Ordinal);
        Assert.All(KnownHosts.All, h => Assert.NotEmpty(HostSetups.LinesFor(h.Id, "http://a", "k")));
    }

    [Theory]
    [InlineData("claude_code", "CLAUDE_CODE_AUTO_COMPACT_WINDOW")]
    [InlineData("codex", "model_context_window")]
    [InlineData("opencode", "\"limit\"")]
    [InlineData("kilo", "\"limit\"")]
    public void A_host_that_assumes_a_window_is_told_the_real_one_with_a_line(string host, string word) =>
        Assert.Contains(HostSetups.LinesFor(host, "http://a", "k"), line => line.Contains(word, StringComparison.Ordinal));

    [Theory]
    [InlineData("continue", "    version: 1.0.0")]
    [InlineData("cline", "cline auth -p openai-compatible -b http://a/v1 -k k -m coding-auto")]
    public void What_a_host_cannot_start_without_is_among_its_lines(string host, string word) =>
        Assert.Contains(HostSetups.LinesFor(host, "http://a", "k"), line => ("    " + line.Trim()).EndsWith(word, StringComparison.Ordinal));

    private Surroundings Around(string variables)
    {
        string[] set = variables.Split(',');
        return new Surroundings(v => set.Contains(v) ? "1" : null, [], _home.FullName, _folder.FullName);
    }

    private void Process(int id, string name, int parent, string words)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, id.ToString(System.Globalization.CultureInfo.InvariantCulture))).FullName;
        File.WriteAllText(Path.Combine(folder, "stat"), $"{id} ({name}) S {parent} 1 1 0");
        File.WriteAllText(Path.Combine(folder, "comm"), name + "\n");
        File.WriteAllText(Path.Combine(folder, "cmdline"), words + "\0");
    }
}
