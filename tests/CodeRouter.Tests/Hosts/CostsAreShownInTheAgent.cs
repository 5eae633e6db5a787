using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Conversations;
using CodeRouter.Hosts;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>Model, phase, cost and saving stand in the agent's own screen: one command puts them there, one takes them out.</summary>
public sealed class CostsAreShownInTheAgent : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("cr-hooks-");

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("claude_code", ".claude/settings.json")]
    [InlineData("codex", ".codex/hooks.json")]
    [InlineData("opencode", ".config/opencode/plugins/coderouter.js")]
    public void They_come_with_one_command_and_go_with_one(string host, string file)
    {
        Assert.Equal(ExitCode.Ok, Run(host));
        string written = Read(file)!;
        Assert.Contains("coderouter status-line", written, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Run(host));
        Assert.Equal(written, Read(file));
        Assert.Equal(ExitCode.Ok, Run(host, undo: true));
        Assert.Null(Read(file));
    }

    [Fact]
    public void Hooks_and_a_status_line_of_ones_own_stay_and_come_back_byte_for_byte()
    {
        const string Mine = "{\n  // mine\n  \"statusLine\": {\"type\": \"command\", \"command\": \"date\"},\n  \"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"say done\"}]}]}\n}\n";
        Write(".claude/settings.json", Mine);
        Assert.Equal(ExitCode.Ok, Run("claude_code"));
        string written = Read(".claude/settings.json")!;
        using var settings = JsonDocument.Parse(written, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        Assert.Equal("date", settings.RootElement.GetProperty("statusLine").GetProperty("command").GetString());
        Assert.Equal(["say done", "coderouter status-line --hook"], settings.RootElement.GetProperty("hooks").GetProperty("Stop").EnumerateArray().Select(static h => h.GetProperty("hooks")[0].GetProperty("command").GetString()));
        Assert.Contains("// mine", written, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Run("claude_code", undo: true));
        Assert.Equal(Mine, Read(".claude/settings.json"));
    }

    [Fact]
    public void A_broken_settings_file_is_refused_untouched()
    {
        Write(".claude/settings.json", "{ \"hooks\": ");
        Assert.Equal(ExitCode.Failed, Run("claude_code"));
        Assert.Equal("{ \"hooks\": ", Read(".claude/settings.json"));
        Assert.Equal(ExitCode.Usage, Run("cursor"));
    }

    [Fact]
    public async Task The_line_says_where_a_session_stands_and_nothing_where_it_is_not_known()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", "s-line"))).Dispose();
        var (line, _) = await StatusLine.AskAsync(rig.Http, rig.BaseUri.AbsoluteUri.TrimEnd('/'), "local", "s-line", TestContext.Current.CancellationToken);
        Assert.StartsWith("sim (", line, StringComparison.Ordinal);
        Assert.Contains("1 step, $0.0", line, StringComparison.Ordinal);
        Assert.Equal((null, null), await StatusLine.AskAsync(rig.Http, rig.BaseUri.AbsoluteUri.TrimEnd('/'), "local", "another", TestContext.Current.CancellationToken));
        Assert.Equal((null, "no gateway answers at http://127.0.0.1:1"), await StatusLine.AskAsync(rig.Http, "http://127.0.0.1:1", "local", "s-line", TestContext.Current.CancellationToken));
    }

    private int Run(string host, bool undo = false) => HooksVerb.Run(
        new Surroundings(static _ => null, [], _home.FullName, _home.FullName), host, print: false, undo, Path.Combine(_home.FullName, "data"), "coderouter", TextWriter.Null, TextWriter.Null);

    private string? Read(string name) => Path.Combine(_home.FullName, name) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private void Write(string name, string text)
    {
        string path = Path.Combine(_home.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
