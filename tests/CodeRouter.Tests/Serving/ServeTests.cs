using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Config;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>What <c>coderouter serve</c> says, refuses and does at its end.</summary>
public sealed class ServeTests : IAsyncLifetime
{
    private readonly SimulatedProvider _provider = new();
    private readonly ServedFolder _folder = new();

    public async ValueTask InitializeAsync() => await _provider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Asked_to_end_it_finishes_the_running_stream_and_leaves_with_0()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("slow", "slow-between-1500")));
        await using var program = RunningProgram.Start(_folder.Serve());
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "slow", stream: true)) };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.True(await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken) > 0);

        program.Signal("TERM");
        string rest = await new StreamReader(body).ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("message_stop", rest, StringComparison.Ordinal);
        Assert.Equal(0, await program.ExitAsync());

        await using var again = RunningProgram.Start(_folder.Serve());
        http.Dispose();
        var totals = await TotalsAsync(await again.ListeningAsync());
        Assert.Equal((1, 0), (totals.GetProperty("requests").GetInt64(), totals.GetProperty("interrupted").GetInt64()));
    }

    [Fact]
    public async Task Who_presses_Ctrl_C_again_does_not_wait_for_running_answers_and_the_books_are_closed()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("slow", "slow-between-120000")));
        await using var program = RunningProgram.Start(_folder.Serve());
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "slow", stream: true)) };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        program.Signal("INT");
        await program.ErrsAsync("Ctrl-C again cuts them");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        program.Signal("INT");
        Assert.Equal(0, await program.ExitAsync());

        await using var again = RunningProgram.Start(_folder.Serve());
        var totals = await TotalsAsync(await again.ListeningAsync());
        Assert.Equal((1, 0), (totals.GetProperty("aborted").GetInt64() + totals.GetProperty("truncated").GetInt64(), totals.GetProperty("interrupted").GetInt64()));
    }

    [Fact]
    public async Task The_command_it_names_for_the_first_key_makes_one_that_opens_it()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")) + "access: {require_keys: true}\n");
        await using var program = RunningProgram.Start(_folder.Serve());
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        const string says = "or on this machine with: coderouter ";
        await program.OutputsAsync(says);
        string[] line = program.Output.Split('\n').Single(static l => l.StartsWith(says, StringComparison.Ordinal))[says.Length..].Trim().Split(' ');

        await using var made = RunningProgram.Start([.. line, "--json"]);
        Assert.Equal(0, await made.ExitAsync());
        using var key = JsonDocument.Parse(made.Output);
        http.DefaultRequestHeaders.Authorization = new("Bearer", key.RootElement.GetProperty("key").GetString());
        using var answer = await http.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_folder_is_refused_and_told_what_to_do()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")));
        await using var first = RunningProgram.Start(_folder.Serve());
        var address = await first.ListeningAsync();
        await using var second = RunningProgram.Start(_folder.Serve());
        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains(_folder.Data, second.Errors, StringComparison.Ordinal);
        Assert.Contains("--data", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Errors, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(address));
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_the_remedy()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")));
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string listen = "127.0.0.1:" + ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var program = RunningProgram.Start(_folder.Serve(listen));
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains(listen, program.Errors, StringComparison.Ordinal);
        Assert.Contains("--listen", program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_takes_another_port_where_the_usual_one_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 8899);
        try
        {
            taken.Start();
        }
        catch (SocketException)
        {
            // Somebody else has it, which is as good.
        }

        await using var program = RunningProgram.Start(["demo", "--exit", "--json"]);
        Assert.Equal(0, await program.ExitAsync());
        Assert.Contains("port is in use", program.Errors, StringComparison.Ordinal);
        Assert.Contains("\"simulated\": true", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task A_demo_ended_by_the_keyboard_leaves_nothing_behind(bool whole, int status)
    {
        var temporary = Directory.CreateTempSubdirectory("coderouter-serving-");
        try
        {
            await using var program = RunningProgram.Start(["demo"], ("TMPDIR", temporary.FullName));
            if (whole)
            {
                await program.ErrsAsync("stays up");
            }
            else
            {
                await program.OutputsAsync("claude_code");
            }

            Assert.NotEmpty(temporary.GetDirectories("coderouter-demo-*"));
            program.Signal("INT");
            Assert.Equal(status, await program.ExitAsync());
            Assert.Empty(temporary.GetDirectories("coderouter-demo-*"));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_told_with_the_remedy()
    {
        string file = _folder.Config;
        await File.WriteAllTextAsync(file, "no folder", TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start(["serve", "--data", file, "--listen", "127.0.0.1:0"]);
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains($"{file} is a file. Name a folder with --data.", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_is_told_with_the_remedy()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")));
        await using var program = RunningProgram.Start(_folder.Serve("192.0.2.1:8899"));
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains("192.0.2.1:8899", program.Errors, StringComparison.Ordinal);
        Assert.Contains("--listen", program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_replaces_every_listener_of_the_file()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")).Replace("listeners: [{", "listeners: [{name: other, address: 0.0.0.0, port: 1}, {", StringComparison.Ordinal));
        await using var program = RunningProgram.Start(_folder.Serve());
        var address = await program.ListeningAsync();
        Assert.Single(program.Output.Split('\n'), l => l.StartsWith("listening on ", StringComparison.Ordinal));
        Assert.NotEqual(8899, address.Port);
        Assert.DoesNotContain("Set-up token", program.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(address));
    }

    [Fact]
    public async Task Verbose_it_logs_a_line_for_each_step_and_none_of_the_web_servers()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")));
        await using var program = RunningProgram.Start([.. _folder.Serve(), "--verbose"]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(await program.ListeningAsync()));
        await program.ErrsAsync("debug d_");
        Assert.DoesNotContain("Connection id", program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("endpoint", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_it_says_which_providers_it_found_and_how_to_point_agents_at_it()
    {
        await using var program = RunningProgram.Start(["serve", "--data", _folder.Data, "--listen", "127.0.0.1:0"], ("ANTHROPIC_API_KEY", "sk-ant-secret-thing"), ("OPENAI_API_KEY", "sk-other-secret-thing"));
        var address = await program.ListeningAsync();
        await program.OutputsAsync("others       ");
        Assert.Contains("Anthropic (ANTHROPIC_API_KEY)", program.Output, StringComparison.Ordinal);
        Assert.Contains("OpenAI (OPENAI_API_KEY)", program.Output, StringComparison.Ordinal);
        Assert.Contains($"dashboard at {address.AbsoluteUri}dashboard\n", program.Output, StringComparison.Ordinal);

        // Without the address it would point agents at the usual port.
        Assert.Contains($"coderouter setup claude_code --url {address.AbsoluteUri.TrimEnd('/')} writes it", program.Output, StringComparison.Ordinal);
        Assert.Contains($"coderouter setup HOST --url {address.AbsoluteUri.TrimEnd('/')}, or", program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Windsurf", program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-thing", program.Output + program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nothing_found_it_says_what_to_do_and_serves_its_health()
    {
        Directory.CreateDirectory(_folder.Data);
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "coderouter.yaml"), "version: v0.1\n", TestContext.Current.CancellationToken);
        await using var program = RunningProgram.StartIn(_folder.Data, ["serve", "--data", _folder.Data, "--listen", "127.0.0.1:0"]);
        var address = await program.ListeningAsync();
        Assert.Contains("coderouter.yaml in this folder is not used: name it with --config", program.Output, StringComparison.Ordinal);
        // A machine may have a local server on a usual port; then that is what was found.
        Assert.True(program.Output.Contains("No provider was found", StringComparison.Ordinal) ? program.Output.Contains("ANTHROPIC_API_KEY", StringComparison.Ordinal) && program.Output.Contains($"{address.AbsoluteUri}dashboard/setup", StringComparison.Ordinal) : program.Output.Contains("Found:", StringComparison.Ordinal), program.Output);
        using var http = new HttpClient { BaseAddress = address };
        program.Signal("HUP");
        await program.ErrsAsync("looked for again");
        using var health = await http.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task The_semantic_routers_sample_is_served_with_keys_and_prints_the_token_once()
    {
        _folder.Write(ConfigFiles.Sample);
        await using (var program = RunningProgram.Start(_folder.Serve("0.0.0.0:0")))
        {
            var address = await program.ListeningAsync();
            await program.OutputsAsync("Set-up token");
            Assert.Contains("2 models (1 local, 1 cloud)", program.Output, StringComparison.Ordinal);
            // A key made in another store would not open this one.
            await program.OutputsAsync($"coderouter keys create NAME --role owner --config {_folder.Config} --data {_folder.Data}");
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(address, "coding-auto"));
            program.Signal("TERM");
            Assert.Equal(0, await program.ExitAsync());
        }

        await using var made = RunningProgram.Start(["keys", "create", "me", "--config", _folder.Config, "--data", _folder.Data, "--json"]);
        Assert.Equal(0, await made.ExitAsync());
        await made.OutputsAsync("cr-");
        string key = JsonDocument.Parse(made.Output).RootElement.GetProperty("key").GetString()!;
        await using var again = RunningProgram.Start(_folder.Serve("0.0.0.0:0"));
        using var http = new HttpClient { BaseAddress = await again.ListeningAsync() };
        http.DefaultRequestHeaders.Add("x-api-key", key);
        using var models = await http.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        Assert.DoesNotContain("Set-up token", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: fine\n", 0)]
    [InlineData("nmae: misspelt\n", 0)]
    [InlineData("listeners: 3\n", 2)]
    [InlineData("providers: [unclosed\n", 2)]
    public async Task Check_tells_by_its_exit_whether_a_file_can_be_used(string yaml, int exit)
    {
        _folder.Write(yaml);
        await using var check = RunningProgram.Start(["check", "--config", _folder.Config]);
        Assert.Equal(exit, await check.ExitAsync());
        if (exit == 2)
        {
            await using var serve = RunningProgram.Start(_folder.Serve());
            Assert.Equal(2, await serve.ExitAsync());
            Assert.Contains(_folder.Config, serve.Errors, StringComparison.Ordinal);
        }
    }

    internal static async Task<HttpStatusCode> AskAsync(Uri address, string model = "sim")
    {
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsync("/v1/messages", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, model, stream: false)));
        return answer.StatusCode;
    }

    internal static async Task<JsonElement> TotalsAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        return JsonDocument.Parse(await http.GetStringAsync("/v1/coderoute/usage")).RootElement.GetProperty("totals");
    }
}
