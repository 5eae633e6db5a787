using CodeRouter.Core.Signals;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Config;

/// <summary>A signal of the operator's own, from an assembly in a folder that the operator names.</summary>
public sealed class PluginTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cr-plugins-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_rule_can_use_the_signal_of_a_plugin_and_the_doctor_lists_it()
    {
        File.Copy(typeof(ShoutingSignal).Assembly.Location, Path.Combine(_folder.FullName, "mine.dll"));
        string config = Path.Combine(_folder.FullName, "coderouter.yaml"), request = Path.Combine(_folder.FullName, "request.json");
        await File.WriteAllTextAsync(config, """
            version: v0.1
            providers:
              models:
                - {name: quiet, endpoints: [{name: e, endpoint: "127.0.0.1:1", protocol: http}]}
                - {name: loud, endpoints: [{name: e, endpoint: "127.0.0.1:1", protocol: http}]}
              default_model: quiet
            decisions:
              - {name: shouted, priority: 10, rules: {operator: AND, conditions: [{type: shouting, name: "3"}]}, modelRefs: [{model: loud}]}
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(request, """{"model":"coding-auto","messages":[{"role":"user","content":"WHY DOES THIS NOT WORK"}]}""", TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync("explain", "--request", request, "--config", config, "--json");
        Assert.Equal(0, exit);
        Assert.Contains("\"decision\":\"shouted\"", output, StringComparison.Ordinal);
        Assert.Contains("signal shouting", (await RunAsync("doctor", "--config", config, "--data", _folder.FullName)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_plugin_is_said_and_the_rest_goes_on()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "broken.dll"), "no assembly", TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start(["detect-host"], ("CODEROUTER_PLUGINS", _folder.FullName));
        Assert.Equal(0, await program.ExitAsync());
        await program.ErrsAsync("broken.dll: It cannot be loaded");
    }

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        await using var program = RunningProgram.Start(arguments, ("CODEROUTER_PLUGINS", _folder.FullName));
        int exit = await program.ExitAsync();
        await program.OutputsAsync(arguments[0] == "doctor" ? "plugin" : "{");
        return (exit, program.Output);
    }
}

/// <summary>Matches when at least so many words of the human's are in capitals.</summary>
public sealed class ShoutingSignal : ISignal
{
    public string Type => "shouting";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems) => int.TryParse(name, out int least)
        ? input => SignalReading.Of(input.Text.Split(' ').Count(static w => w.Length > 1 && w == w.ToUpperInvariant()) >= least, "shouting")
        : null;
}
