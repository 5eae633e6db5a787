using CodeRouter.Cli;
using CodeRouter.Hosts;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>A person's settings file is theirs: only our values change in it, a copy is kept, and it comes back as it was.</summary>
public sealed class SettingsAreWrittenWithCare : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("cr-home");
    private readonly StringWriter _said = new(), _errors = new();

    public void Dispose() => _home.Delete(recursive: true);

    public static TheoryData<string, string, string, string> Kept() => new()
    {
        {
            "claude_code", ".claude/settings.json",
            "{\n    // mine\n    \"z\": [1,2], /* odd */\n    \"env\": { \"A\": \"b\" }, // last\n    \"a\": 1.50\n}\n",
            "{\n    // mine\n    \"z\": [1,2], /* odd */\n    \"env\": { \"A\": \"b\", \"ANTHROPIC_BASE_URL\": \"http://127.0.0.1:8899\", \"ANTHROPIC_AUTH_TOKEN\": \"local\", \"ANTHROPIC_MODEL\": \"coding-auto\", \"ANTHROPIC_DEFAULT_HAIKU_MODEL\": \"coding-auto\" }, // last\n    \"a\": 1.50\n}\n"
        },
        {
            "opencode", ".config/opencode/opencode.jsonc",
            "{\r\n\t\"model\": \"x/y\", // theirs\r\n\t\"theme\": \"dark\", // with a comma, yes\r\n}\r\n",
            "{\r\n\t\"model\": \"coderouter/coding-auto\", // theirs\r\n\t\"theme\": \"dark\", // with a comma, yes\r\n\t\"provider\": { \"coderouter\": { \"npm\": \"@ai-sdk/openai-compatible\", \"options\": { \"baseURL\": \"http://127.0.0.1:8899/v1\", \"apiKey\": \"local\" }, \"models\": { \"coding-auto\": { \"attachment\": true, \"modalities\": { \"input\": [\"text\", \"image\", \"pdf\"], \"output\": [\"text\"] } } } } },\r\n\t\"small_model\": \"coderouter/coding-auto\",\r\n}\r\n"
        },
        {
            "codex", ".codex/config.toml",
            "# mine\nmodel = \"gpt-5.5\" # dear\napproval_policy = 'never'\n\n[mcp_servers.x] # keep\nargs = [\n  \"a\", # one\n]\n",
            "# mine\nmodel = \"coding-auto\" # dear\napproval_policy = 'never'\nmodel_provider = \"coderouter\"\n\n[mcp_servers.x] # keep\nargs = [\n  \"a\", # one\n]\n\n[model_providers.coderouter]\nname = \"CodeRouter\"\nbase_url = \"http://127.0.0.1:8899/v1\"\nwire_api = \"responses\"\nenv_key = \"CODEROUTER_KEY\"\n"
        },
        {
            "gemini_cli", ".gemini/.env", "# mine\nexport GEMINI_API_KEY=old\nX=1",
            "# mine\nexport GEMINI_API_KEY=local\nX=1\nGOOGLE_GEMINI_BASE_URL=http://127.0.0.1:8899\nGEMINI_MODEL=coding-auto\n"
        },
        {
            "aider", ".aider.conf.yml", "# mine\nmodel: sonnet # dear\nread: [A.md]\n",
            "# mine\nmodel: openai/coding-auto # dear\nread: [A.md]\nopenai-api-base: http://127.0.0.1:8899/v1\nopenai-api-key: local\n"
        },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void Only_our_values_change_and_everything_comes_back(string host, string name, string before, string after)
    {
        string file = Write(name, before);
        Assert.Equal(0, Run(host));
        Assert.Equal(after, File.ReadAllText(file));
        string backup = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.bak*"));
        Assert.Equal(before, File.ReadAllText(backup));

        var written = File.GetLastWriteTimeUtc(file);
        Assert.Equal(0, Run(host));
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.bak*"));

        Assert.Equal(0, Run(host, undo: true));
        Assert.Equal(before, File.ReadAllText(file));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.bak*"));
    }

    [Theory]
    [InlineData("claude_code", ".claude/settings.json", "{\"env\": {")]
    [InlineData("claude_code", ".claude/settings.json", "{\"env\": 7}")]
    [InlineData("claude_code", ".claude/settings.json", "[]")]
    [InlineData("claude_code", ".claude/settings.json", "{} trailing")]
    [InlineData("codex", ".codex/config.toml", "model = \"x\n")]
    [InlineData("codex", ".codex/config.toml", "[a\nb = 1\n")]
    [InlineData("codex", ".codex/config.toml", "just words\n")]
    [InlineData("codex", ".codex/config.toml", "model_providers = { a = { name = \"x\" } }\n")]
    [InlineData("aider", ".aider.conf.yml", "a: [1\nb: 2\n")]
    [InlineData("aider", ".aider.conf.yml", "- a\n- b\n")]
    [InlineData("gemini_cli", ".gemini/.env", "no value here\n")]
    [InlineData("gemini_cli", ".gemini/settings.json", "{]")]
    [InlineData("qwen_code", ".qwen/settings.json", "{\"x\"")]
    [InlineData("opencode", ".config/opencode/opencode.json", "{\"a\":")]
    [InlineData("kilo", ".config/kilo/kilo.json", "[1]")]
    [InlineData("pi", ".pi/agent/models.json", "{\"providers\": []}")]
    [InlineData("grok_cli", ".grok/user-settings.json", "x")]
    public void A_broken_file_is_refused_and_left_alone(string host, string name, string broken)
    {
        string file = Write(name, broken);
        Assert.Equal(1, Run(host));
        Assert.Equal(broken, File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Contains("left as it is", _errors.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string?, string, string, string> EditedLater() => new()
    {
        // What agents and people do to the file in between: old text, new text; and what is to stand there after the undo.
        { "gemini_cli", ".gemini/.env", "X=1\nGEMINI_MODEL=mine\n", "X=1", "X=2", "X=2\nGEMINI_MODEL=mine\n" },
        { "codex", ".codex/config.toml", null, "env_key = \"CODEROUTER_KEY\"\n", "env_key = \"CODEROUTER_KEY\"\n\n[projects.\"/x\"]\ntrust_level = \"trusted\"\n", "[projects.\"/x\"]\ntrust_level = \"trusted\"\n" },
        {
            "codex", ".codex/config.toml", "model = \"gpt-5.5\" # dear\n\n[a]\nb = 1\n", "b = 1", "b = 2",
            "model = \"gpt-5.5\" # dear\n\n[a]\nb = 2\n"
        },
        { "aider", ".aider.conf.yml", "model: sonnet # dear\n", "model: openai/coding-auto # dear\n", "model: openai/coding-auto # dear\nread: [A.md]\n", "model: sonnet # dear\nread: [A.md]\n" },
        { "opencode", ".config/opencode/opencode.json", null, "{\n", "{\n  \"$schema\": \"s\",\n", "{\n  \"$schema\": \"s\"\n}\n" },
        { "grok_cli", ".grok/user-settings.json", "{}", "\"defaultModel\"", "\"models\": [\"a\"],\n  \"defaultModel\"", "{\n  \"models\": [\"a\"]\n}" },
        {
            "claude_code", ".claude/settings.json", "{\n  \"env\": { \"A\": \"b\", \"ANTHROPIC_MODEL\": \"opus\" }, // mine\n  \"z\": 1\n}\n", "\"z\": 1", "\"z\": 2",
            "{\n  \"env\": { \"A\": \"b\", \"ANTHROPIC_MODEL\": \"opus\" }, // mine\n  \"z\": 2\n}\n"
        },
        {
            "claude_code", ".claude/settings.json", "{\n  \"z\": 1\n}\n", "\"z\": 1", "\"z\": 2",
            "{\n  \"z\": 2\n}\n"
        },
        { "claude_code", ".claude/settings.json", "{}", "\"coding-auto\"", "\"theirs\"", "{\n  \"env\": { \"ANTHROPIC_MODEL\": \"theirs\" }\n}" },
    };

    [Theory]
    [MemberData(nameof(EditedLater))]
    public void A_later_edit_is_never_lost_and_the_rest_is_taken_back(string host, string name, string? before, string old, string changed, string after)
    {
        string file = before is null ? Path.Combine(_home.FullName, name) : Write(name, before);
        Assert.Equal(0, Run(host));
        string set = File.ReadAllText(file);
        int at = set.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(file, set[..at] + changed + set[(at + old.Length)..]);
        Assert.True(Run(host, undo: true) == 0, _errors.ToString());
        Assert.Equal(after, File.ReadAllText(file));
        Assert.Contains("those edits stay", _said.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.bak*"));
    }

    [Fact]
    public void A_set_up_that_is_repeated_after_an_edit_still_comes_back_to_what_was_there_first()
    {
        string file = Write(".codex/config.toml", "model = \"gpt-5.5\"\n");
        Assert.Equal(0, Run("codex"));
        File.AppendAllText(file, "\n[later]\na = 1\n");
        Assert.Equal(0, Run("codex", key: "coderouter", url: "http://127.0.0.1:9999"));
        Assert.Equal(0, Run("codex", undo: true));
        Assert.Equal("model = \"gpt-5.5\"\n\n[later]\na = 1\n", File.ReadAllText(file));
    }

    [Fact]
    public void What_cannot_be_read_any_more_is_left_alone()
    {
        string file = Write(".claude/settings.json", "{}");
        Assert.Equal(0, Run("claude_code"));
        File.AppendAllText(file, "]");
        string edited = File.ReadAllText(file);
        Assert.Equal(1, Run("claude_code", undo: true));
        Assert.Equal(edited, File.ReadAllText(file));
        Assert.Contains("edited since", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_and_modes_stay_and_a_file_that_was_not_there_goes_again()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string real = Write("dotfiles/claude.json", "{}");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Directory.CreateDirectory(Path.Combine(_home.FullName, ".claude"));
        string link = Path.Combine(_home.FullName, ".claude/settings.json");
        File.CreateSymbolicLink(link, real);
        Assert.Equal(0, Run("claude_code"));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Contains("ANTHROPIC_BASE_URL", File.ReadAllText(real), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(real));

        Assert.Equal(0, Run("codex"));
        string toml = Path.Combine(_home.FullName, ".codex/config.toml");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(toml));
        Assert.Equal(0, Run("codex", undo: true));
        Assert.False(File.Exists(toml));
    }

    [Theory]
    [InlineData("coderouter", false)]
    [InlineData("cr-1", true)]
    public void Codex_needs_no_variable_where_no_key_is_needed(string key, bool named)
    {
        Assert.Equal(0, Run("codex", key: key));
        Assert.Equal(named, File.ReadAllText(Path.Combine(_home.FullName, ".codex/config.toml")).Contains("env_key", StringComparison.Ordinal));
        Assert.Equal(named, _said.ToString().Contains("export CODEROUTER_KEY=cr-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Printing_writes_nothing_and_an_unknown_host_is_bad_usage()
    {
        Assert.All(KnownHosts.Ids.Where(static i => i != "none"), id => Assert.Equal(0, Run(id, print: true)));
        Assert.Empty(_home.GetFileSystemInfos());
        Assert.Equal(2, Run("emacs"));
        Assert.Contains("claude_code", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude_code", ".claude/settings.json", "{}")]
    [InlineData("opencode", ".config/opencode/opencode.json", "{}")]
    [InlineData("kilo", ".config/kilo/kilo.json", "{}")]
    [InlineData("pi", ".pi/agent/models.json", "{}")]
    [InlineData("gemini_cli", ".gemini/.env", "# mine\n")]
    [InlineData("qwen_code", ".qwen/.env", "# mine\n")]
    [InlineData("aider", ".aider.conf.yml", "# mine\n")]
    public void The_word_for_no_key_is_the_same_wherever_it_is_told_and_takes_the_place_of_an_older_one(string host, string name, string before)
    {
        string file = Write(name, before);
        Assert.Equal(0, Run(host, key: "local"));
        Assert.Equal(0, Run(host, key: GatewayAddress.Key(static _ => null)));
        string after = File.ReadAllText(file);
        Assert.DoesNotContain("local\"", after, StringComparison.Ordinal);
        Assert.DoesNotContain("=local", after, StringComparison.Ordinal);
        Assert.DoesNotContain(": local\n", after, StringComparison.Ordinal);

        // As if there had never been another.
        Write(name, before);
        Assert.Equal(0, Run(host, key: GatewayAddress.NoKey));
        Assert.Equal(File.ReadAllText(file), after);
    }

    [Fact]
    public async Task The_word_for_no_key_is_what_a_running_gateway_tells()
    {
        await using var rig = await Gateway.GatewayRig.SimulatedAsync(["sim"]);
        string told = await rig.Http.GetStringAsync("/harnesses", TestContext.Current.CancellationToken);
        Assert.Contains($"\"ANTHROPIC_AUTH_TOKEN\":\"{GatewayAddress.Key(static _ => null)}\"", told, StringComparison.Ordinal);
    }

    private int Run(string host, bool undo = false, bool print = false, string key = "local", string url = "http://127.0.0.1:8899")
    {
        var around = new Surroundings(static _ => null, [], _home.FullName, _home.FullName);
        return new SetupRun(around, url, key, Path.Combine(_home.FullName, "data")).Run(host, print, undo, _said, _errors);
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_home.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
