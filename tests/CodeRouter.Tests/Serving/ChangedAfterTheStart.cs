using System.Net.Http.Json;
using System.Text.Json;
using CodeRouter.Config.Stored;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>What somebody changes around a gateway that has its part already: the log says what became of it.</summary>
public sealed class ChangedAfterTheStart : IAsyncLifetime
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
    public async Task What_only_a_start_reads_is_told_at_the_reload_and_the_address_people_use_counts_at_once()
    {
        string yaml = ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")).Replace("port: 8899", "port: 0", StringComparison.Ordinal);
        _folder.Write(yaml);
        await using var program = RunningProgram.Start(["serve", "--config", _folder.Config, "--data", _folder.Data]);
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };

        _folder.Write(yaml.Replace("port: 0", "port: 1234", StringComparison.Ordinal) + "storage: {sqlite: elsewhere.db}\nserver: {public_url: \"https://router.example.com\"}\n");
        await program.ErrsAsync("listeners: changed, but the running gateway goes on listening on 127.0.0.1:0. Remedy: restart it");
        await program.ErrsAsync("storage: changed, but the running gateway goes on with the store it has opened");
        Assert.Contains("https://router.example.com", await http.GetStringAsync("/harnesses", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        _folder.Write(yaml + "name: again\n");
        await program.ErrsAsync("configuration reloaded (generation 3, 0 warnings)");
    }

    [Fact]
    public async Task Every_line_of_the_log_is_JSON_where_that_is_asked_for()
    {
        string yaml = ServedFolder.Yaml(_provider.BaseUri, ("sim", "503"));
        _folder.Write(yaml);
        await using var program = RunningProgram.Start([.. _folder.Serve(), "--log-format", "json"]);
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        using var refused = await http.PostAsJsonAsync("/v1/messages", new { model = "sim", max_tokens = 10, messages = new[] { new { role = "user", content = "hi" } } }, TestContext.Current.CancellationToken);
        Assert.False(refused.IsSuccessStatusCode);
        _folder.Write(yaml + "nonsense: [");
        await program.ErrsAsync("not valid YAML");

        var lines = program.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        var failed = Assert.Single(lines, static l => l.GetProperty("event").GetInt32() == 1001);
        Assert.Equal(("warning", refused.Headers.GetValues("X-CodeRouter-Decision").Single()), (failed.GetProperty("level").GetString(), failed.GetProperty("decision").GetString()));
        Assert.Equal(503, failed.GetProperty("status").GetInt32());
        Assert.All(lines, static l => Assert.Equal(l.EnumerateObject().Count(), l.EnumerateObject().DistinctBy(static m => m.Name).Count()));
        Assert.Contains(lines, static l => l.GetProperty("message").GetString() == "configuration not reloaded, the old one stays in force:");
    }

    [Fact]
    public async Task Credentials_sealed_with_another_master_key_are_told_at_the_start_and_by_doctor()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("sim", "sim")));
        await using (var first = RunningProgram.Start(_folder.Serve()))
        {
            using var http = new HttpClient { BaseAddress = await first.ListeningAsync() };
            using var made = await http.PostAsJsonAsync("/admin/v1/channels", new { name = "kept", base_url = _provider.BaseUri + "v1", access_key = "sk-some-key-1234567890", models = new[] { "more" } }, TestContext.Current.CancellationToken);
            Assert.True(made.IsSuccessStatusCode);
            first.Signal("TERM");
            Assert.Equal(0, await first.ExitAsync());
        }

        File.Delete(Path.Combine(_folder.Data, SecretBox.FileName));
        await using var second = RunningProgram.Start(_folder.Serve());
        _ = await second.ListeningAsync();
        await second.ErrsAsync("channels/kept/access_key of the configuration in the database: this credential was sealed with another master key");

        await using var doctor = RunningProgram.Start(["doctor", "--config", _folder.Config, "--data", _folder.Data]);
        Assert.Equal(1, await doctor.ExitAsync());
        Assert.Contains("FAILED configuration: channels/kept/access_key", doctor.Output, StringComparison.Ordinal);
    }
}
