using System.Text;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Signals;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using CodeRouter.Upstreams.Simulated;
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
    public async Task A_guard_and_a_policy_of_a_plugin_act_and_the_doctor_lists_them()
    {
        File.Copy(typeof(ShoutingSignal).Assembly.Location, Path.Combine(_folder.FullName, "mine.dll"));
        await using var upstream = new SimulatedProvider(new SimulatedOptions { Answers = static _ => new SimulatedAnswer { Text = "It is heron-77, as you know." } });
        await upstream.StartAsync(TestContext.Current.CancellationToken);
        string config = Path.Combine(_folder.FullName, "coderouter.yaml");
        await File.WriteAllTextAsync(config, $$"""
            version: v0.1
            listeners: [{name: main, address: 127.0.0.1, port: 8899}]
            providers:
              models:
                - {name: first, api_format: openai, endpoints: [{name: e, endpoint: "{{upstream.BaseUri.Authority}}", protocol: http}]}
                - {name: last, api_format: openai, endpoints: [{name: e, endpoint: "{{upstream.BaseUri.Authority}}", protocol: http}]}
              default_model: first
            guards: {plugins: {codenames: redact}, answers: {plugins: {codenames: redact} } }
            decisions:
              - {name: all, priority: 1, rules: {operator: AND, conditions: []}, modelRefs: [{model: first}, {model: last}], algorithm: {type: lastly} }
            """, TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start(["serve", "--config", config, "--data", Path.Combine(_folder.FullName, "data"), "--listen", "127.0.0.1:0"], ("CODEROUTER_PLUGINS", _folder.FullName));
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        using var answer = await http.PostAsync("/v1/chat/completions", GatewayRig.JsonContent("""{"model":"coding-auto","messages":[{"role":"user","content":"Is heron-42 ready?"}]}"""), TestContext.Current.CancellationToken);
        string said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("last", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        Assert.Contains("Is REDACTED_CODE_NAME_", Encoding.UTF8.GetString(upstream.Requests.Single().Body), StringComparison.Ordinal);
        Assert.Contains("It is REDACTED_CODE_NAME_", said, StringComparison.Ordinal);
        string listed = (await RunAsync("doctor", "--config", config, "--data", _folder.FullName)).Output;
        Assert.Contains("guard codenames", listed, StringComparison.Ordinal);
        Assert.Contains("policy lastly", listed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guard_that_no_plugin_brought_is_an_error_with_the_remedy()
    {
        var compiled = ConfigFiles.Compile("providers: {models: [{name: m, endpoints: [{endpoint: \"127.0.0.1:1\"}]}]}\nguards: {plugins: {codenames: redact}}");
        Assert.Contains(compiled.Problems, static p => p.IsError && p.Remedy.Contains("CODEROUTER_PLUGINS", StringComparison.Ordinal));
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

/// <summary>Code names of a house: a bird and a number.</summary>
public sealed class CodeNameGuard : IGuard
{
    public string Name => "codenames";

    public void Find(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = text.IndexOf("heron-", StringComparison.Ordinal);
        if (at >= 0 && at + 8 <= text.Length)
        {
            findings.Add(new Finding(FindingKind.Secret, "code name", at, at + 8));
        }
    }
}

/// <summary>Takes the last model a rule names.</summary>
public sealed class LastModelPolicy : IModelPolicy
{
    public string Name => "lastly";

    public (int Index, double Propensity) Choose(PolicyChoice choice) => (choice.Candidates.Count - 1, 1);
}
