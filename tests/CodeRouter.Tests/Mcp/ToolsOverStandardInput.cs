using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Storage;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Mcp;

/// <summary>An agent starts us as its MCP server: one message a line in, one answer a line out, and nothing else.</summary>
public sealed class ToolsOverStandardInput : IDisposable
{
    private static readonly string[] Tools = ["route_explain", "route_plan", "detect_host", "capabilities", "performance", "history", "report_outcome", "impact", "usage", "search", "callers", "callees"];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("cr-mcp");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_client_introduces_itself_and_finds_tools_resources_and_prompts()
    {
        var said = await SayAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"codex-mcp-client","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"detect_host","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":4,"method":"resources/list"}""",
            """{"jsonrpc":"2.0","id":5,"method":"resources/read","params":{"uri":"coderouter://model-plan"}}""",
            """{"jsonrpc":"2.0","id":6,"method":"prompts/list"}""",
            """{"jsonrpc":"2.0","id":"x","method":"prompts/get","params":{"name":"plan_then_do","arguments":{"request":"do it"}}}""",
            """{"jsonrpc":"2.0","id":8,"method":"ping"}""");
        Assert.Equal(["1", "2", "3", "4", "5", "6", "x", "8"], said.Select(static s => s.GetProperty("id").ToString()));
        Assert.Equal("2025-06-18", said[0].GetProperty("result").GetProperty("protocolVersion").GetString());
        Assert.Equal(Tools.Order(StringComparer.Ordinal), said[1].GetProperty("result").GetProperty("tools").EnumerateArray().Select(static t => t.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal("codex", Text(said[2]).GetProperty("host").GetString());
        Assert.NotEqual(0, said[3].GetProperty("result").GetProperty("resources").GetArrayLength());
        Assert.NotEqual(0, said[5].GetProperty("result").GetProperty("prompts").GetArrayLength());
        Assert.EndsWith("do it", said[6].GetProperty("result").GetProperty("messages")[0].GetProperty("content").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_is_told_which_tools_only_read_and_that_none_destroys()
    {
        var said = await SayAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        var tools = said[0].GetProperty("result").GetProperty("tools").EnumerateArray().ToList();
        Assert.All(tools, static t => Assert.False(t.GetProperty("annotations").GetProperty("destructiveHint").GetBoolean()));
        Assert.All(tools, static t => Assert.False(t.GetProperty("annotations").GetProperty("openWorldHint").GetBoolean()));
        Assert.Equal(["report_outcome"], tools.Where(static t => !t.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean()).Select(static t => t.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Every_tool_answers_one_json_text()
    {
        Stores.Open(new StorageSettings(), _data.FullName).Dispose();
        var said = await SayAsync(
            Call("route_explain", """{"prompt":"Plan this feature, implement it, add tests, and write docs"}"""),
            Call("route_plan", """{"prompt":"Plan this feature, implement it, add tests, and write docs"}"""),
            Call("capabilities", """{"host":"cursor"}"""),
            Call("capabilities", """{"host":"emacs"}"""),
            Call("performance", "{}"),
            Call("history", """{"limit":3}"""),
            Call("usage", """{"since":"24h"}"""),
            Call("usage", """{"since":"soon"}"""),
            Call("impact", """{"path":"nowhere.cs"}"""),
            Call("report_outcome", """{"outcome":"success","session_id":"s","tests":{"passed":1}}"""));
        Assert.Equal([false, false, false, true, false, false, false, true, true, true], said.Select(static s => s.GetProperty("result").GetProperty("isError").GetBoolean()));
        Assert.Equal(4, Text(said[0]).GetProperty("tasks").GetArrayLength());
        Assert.Contains("## 1. ", Text(said[1]).GetProperty("markdown").GetString(), StringComparison.Ordinal);
        Assert.Equal("prompt_strategy", Text(said[2]).GetProperty("switching").GetString());
        Assert.Equal(0, Text(said[5]).GetProperty("steps").GetArrayLength());
        Assert.Equal(0, Text(said[6]).GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Contains("coderouter serve", Text(said[9]).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Books_that_are_not_there_are_said_and_not_made()
    {
        var said = await SayAsync(Call("performance", "{}"), Call("history", "{}"), Call("usage", "{}"));
        Assert.All(said, s => Assert.Contains($"There is no store at {Path.Combine(_data.FullName, "coderouter.db")} yet.", Text(s).GetProperty("error").GetString(), StringComparison.Ordinal));
        Assert.Empty(_data.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task What_is_wrong_has_the_code_of_the_protocol()
    {
        var said = await SayAsync(
            "{nope",
            "[1]",
            """{"jsonrpc":"2.0","id":{},"method":"ping"}""",
            """{"jsonrpc":"1.0","id":4,"method":"ping"}""",
            """{"jsonrpc":"2.0","id":5,"method":"tools/dance"}""",
            """{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"dance"}}""",
            Call("route_explain", "{}"),
            Call("route_explain", """{"prompt":7}"""),
            Call("route_explain", """{"prompt":"  "}"""),
            Call("impact", "[]"),
            """{"jsonrpc":"2.0","id":9,"result":{}}""");
        Assert.Equal([-32700, -32600, -32600, -32600, -32601, -32602, -32602, -32602, -32602, -32602], said.Select(static s => s.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task An_argument_that_is_not_known_is_refused_with_those_that_are()
    {
        var said = await SayAsync(Call("usage", """{"session":"s1"}"""), Call("detect_host", """{"verbose":true}"""), """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        Assert.Equal(["usage knows no argument session. Use session_id, since.", "detect_host knows no argument verbose. It takes none."], said.Take(2).Select(static s => s.GetProperty("error").GetProperty("message").GetString()));
        Assert.All(said[2].GetProperty("result").GetProperty("tools").EnumerateArray(), static t => Assert.False(t.GetProperty("inputSchema").GetProperty("additionalProperties").GetBoolean()));
    }

    [Fact]
    public async Task Half_a_character_in_a_message_ends_nothing()
    {
        var said = await SayAsync(Call("route_explain", """{"prompt":"fix the login \ud83d"}"""), """{"jsonrpc":"2.0","id":"\ude00","method":"ping"}""");
        Assert.False(said[0].GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Equal("\ufffd", said[1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_word_that_is_none_of_its_argument_is_refused_with_those_that_are()
    {
        var said = await SayAsync(
            Call("performance", """{"phase":"coding"}"""), Call("report_outcome", """{"outcome":"great"}"""),
            """{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"safe_change","arguments":{"reqest":"x"}}}""", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        Assert.Equal(
            ["phase is one of plan, implement, debug, test, refactor, document, small_edit, review, explain, chat_other", "outcome is one of success, failure, partial, cancelled", "safe_change knows no argument reqest. Use request."],
            said.Take(3).Select(static s => s.GetProperty("error").GetProperty("message").GetString()));
        var report = said[3].GetProperty("result").GetProperty("tools").EnumerateArray().First(static t => t.GetProperty("name").GetString() == "report_outcome");
        Assert.Equal(4, report.GetProperty("inputSchema").GetProperty("properties").GetProperty("outcome").GetProperty("enum").GetArrayLength());
    }

    [Theory]
    [InlineData("serve-stdio --config /nowhere/at-all.yaml")]
    [InlineData("serve-stdio --no-such-option")]
    public async Task What_fails_at_the_start_is_said_beside_the_protocol(string line)
    {
        await using var program = RunningProgram.Start(line.Split(' '), ("CODEROUTER_PLUGINS", "/nowhere/at-all"));
        Assert.Equal(2, await program.ExitAsync());
        Assert.Equal("", program.Output);
        Assert.NotEqual("", program.Errors);
    }

    private static string Call(string tool, string arguments) => """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"TOOL","arguments":ARGUMENTS}}"""
        .Replace("TOOL", tool, StringComparison.Ordinal).Replace("ARGUMENTS", arguments, StringComparison.Ordinal);

    private static JsonElement Text(JsonElement answer) => JsonDocument.Parse(answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!).RootElement;

    private async Task<List<JsonElement>> SayAsync(params string[] lines)
    {
        using var output = new StringWriter();
        await StdioServer.RunAsync(new StringReader(string.Join('\n', lines)), output, _data.FullName, new StorageSettings(), null, "http://127.0.0.1:1");
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement)];
    }
}
