using System.Net;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace CodeRouter.Tests.Mcp;

/// <summary>The same tools at <c>/mcp</c>, asked by the protocol's own client library; and by it over standard input too.</summary>
public sealed class ToolsOverHttp
{
    private const string Prompt = "Plan this feature, implement it, add tests, and write docs";

    [Theory]
    [InlineData("search", "/", "no repository")]
    [InlineData("impact", "/", "no repository")]
    [InlineData("callers", "../..", "is relative")]
    [InlineData("impact", "../..", "is relative")]
    [InlineData("impact", "/tmp\0", "no folder")]
    public async Task Over_http_a_folder_that_is_no_repository_is_not_read(string tool, string repo, string reason)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(rig.BaseUri, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }), cancellationToken: TestContext.Current.CancellationToken);
        string asks = tool switch { "search" => "query", "impact" => "path", _ => "symbol" };
        var answer = await client.CallToolAsync(tool, new Dictionary<string, object?>(StringComparer.Ordinal) { [asks] = "x.py", ["repo"] = repo }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(answer.IsError);
        Assert.Contains(reason, ((TextContentBlock)answer.Content[0]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_client_finds_and_calls_everything_over_http()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", "s-mcp"))).Dispose();
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(rig.BaseUri, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
            new McpClientOptions { ClientInfo = new Implementation { Name = "codex-mcp-client", Version = "1" } }, cancellationToken: TestContext.Current.CancellationToken);
        await AsksEverythingAsync(client);
        var folder = Directory.CreateTempSubdirectory("cr-mcp-");
        folder.CreateSubdirectory(".git");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.py"), "def total(x):\n    return x\n\n\nprint(total(1))\n", TestContext.Current.CancellationToken);
        Assert.Equal("a.py", (await CallAsync(client, "search", new() { ["query"] = "total", ["repo"] = folder.FullName })).GetProperty("hits")[0].GetProperty("path").GetString());
        folder.Delete(recursive: true);
        Assert.Equal("sim", (await CallAsync(client, "history", [])).GetProperty("steps")[0].GetProperty("model").GetString());
        Assert.Equal(1, (await CallAsync(client, "usage", new() { ["session_id"] = "s-mcp" })).GetProperty("totals").GetProperty("requests").GetInt32());

        // Without a count it is hope, and so is a count of nothing that is known.
        Assert.False((await CallAsync(client, "report_outcome", new() { ["session_id"] = "s-mcp", ["outcome"] = "success", ["tests"] = new Dictionary<string, int>(StringComparer.Ordinal) { ["ok"] = 4 } })).GetProperty("is_verdict").GetBoolean());
        Assert.False((await CallAsync(client, "report_outcome", new() { ["session_id"] = "s-mcp", ["outcome"] = "success", ["tests"] = new Dictionary<string, int>(StringComparer.Ordinal) { ["passed"] = 0 } })).GetProperty("is_verdict").GetBoolean());
        Assert.Equal(0, (await rig.UsageAsync("?session_id=s-mcp")).GetProperty("tasks").GetProperty("successful").GetInt32());
        var tests = new Dictionary<string, int>(StringComparer.Ordinal) { ["passed"] = 4, ["failed"] = 0 };
        Assert.True((await CallAsync(client, "report_outcome", new() { ["session_id"] = "s-mcp", ["outcome"] = "success", ["tests"] = tests })).GetProperty("applied_to").GetArrayLength() > 0);
        Assert.Equal(1, (await rig.UsageAsync("?session_id=s-mcp")).GetProperty("tasks").GetProperty("successful").GetInt32());
    }

    [Fact]
    public async Task An_agent_that_does_not_know_its_session_means_the_one_it_is_at_work_in()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(rig.BaseUri, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
            new McpClientOptions { ClientInfo = new Implementation { Name = "opencode", Version = "1" } }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("session_id", await RefusedAsync(client), StringComparison.Ordinal);
        await WorkAsync(rig, "ses_one");
        var tests = new Dictionary<string, int>(StringComparer.Ordinal) { ["passed"] = 1 };
        Assert.Equal(1, (await CallAsync(client, "report_outcome", new() { ["outcome"] = "success", ["tests"] = tests })).GetProperty("applied_to").GetArrayLength());
        Assert.Equal(1, (await rig.UsageAsync("?session_id=ses_one")).GetProperty("tasks").GetProperty("successful").GetInt32());
        await WorkAsync(rig, "ses_two");
        Assert.Contains("ses_two", await RefusedAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_client_finds_and_calls_everything_over_standard_input()
    {
        var data = Directory.CreateTempSubdirectory("cr-mcp-");
        await using (var client = await McpClient.CreateAsync(
            new StdioClientTransport(new StdioClientTransportOptions { Name = "coderouter", Command = "dotnet", Arguments = [Path.Combine(AppContext.BaseDirectory, "coderouter.dll"), "serve-stdio", "--data", data.FullName] }),
            new McpClientOptions { ClientInfo = new Implementation { Name = "codex-mcp-client", Version = "1" } }, cancellationToken: TestContext.Current.CancellationToken))
        {
            await AsksEverythingAsync(client);
        }

        data.Delete(recursive: true);
    }

    [Fact]
    public async Task A_foreign_page_a_stranger_and_a_wrong_version_are_turned_away()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], static s => s with { Access = s.Access with { RequireKeys = RequireKeys.Always } });
        await using var open = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(open, ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(open, ("MCP-Protocol-Version", "1999-01-01")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(open, ("MCP-Protocol-Version", "2025-06-18")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await open.Http.GetAsync("/mcp", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task WorkAsync(GatewayRig rig, string session) => (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r =>
    {
        r.Headers.Add("x-session-id", session);
        r.Headers.Add("User-Agent", "opencode/1.18.33 ai-sdk/1");
    })).Dispose();

    private static async Task<string> RefusedAsync(McpClient client)
    {
        var answer = await client.CallToolAsync("report_outcome", new Dictionary<string, object?>(StringComparer.Ordinal) { ["outcome"] = "success" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(answer.IsError);
        return answer.Content.OfType<TextContentBlock>().Single().Text;
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayRig rig, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = GatewayRig.JsonContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""") };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await rig.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task AsksEverythingAsync(McpClient client)
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.Equal(
            ["callees", "callers", "capabilities", "detect_host", "history", "impact", "performance", "report_outcome", "route_explain", "route_plan", "search", "usage"],
            (await client.ListToolsAsync(cancellationToken: cancel)).Select(static t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal("codex", (await CallAsync(client, "detect_host", [])).GetProperty("host").GetString());
        Assert.Equal(4, (await CallAsync(client, "route_explain", new() { ["prompt"] = Prompt })).GetProperty("tasks").GetArrayLength());
        Assert.NotEmpty((await client.ListPromptsAsync(cancellationToken: cancel)));
        var resource = Assert.Single(await client.ListResourcesAsync(cancellationToken: cancel));
        Assert.NotEmpty((await client.ReadResourceAsync(resource.Uri, cancellationToken: cancel)).Contents);
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments, cancellationToken: TestContext.Current.CancellationToken);
        string text = answer.Content.OfType<TextContentBlock>().Single().Text;
        Assert.False(answer.IsError, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
