using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Config;
using CodeRouter.Tests.Config;
using Xunit;

namespace CodeRouter.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coderouter-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (int Exit, string Output) Check(byte[]? bytes, bool json, params (string Name, string Value)[] environment)
    {
        string? file = null;
        if (bytes is not null)
        {
            file = Path.Combine(_folder, "coderouter.yaml");
            File.WriteAllBytes(file, bytes);
        }

        var output = new StringWriter();
        var exit = CheckCommand.Run(file, json, output, name => environment.FirstOrDefault(pair => pair.Name == name).Value, ConfigFiles.Catalog);
        return (exit, output.ToString());
    }

    private (int Exit, string Output) CheckText(string text, bool json) => Check(System.Text.Encoding.UTF8.GetBytes(text), json);

    [Fact]
    public async Task Without_a_name_it_is_the_file_of_this_folder()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "coderouter.yaml"), "guards: {pii: y}\n", TestContext.Current.CancellationToken);
        await using var program = Serving.RunningProgram.StartIn(_folder, ["check"]);
        Assert.Equal(ExitCode.Usage, await program.ExitAsync());
        Assert.Contains("coderouter.yaml:1: error: guards.pii", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_needs_the_store_does_not_tell_of_models()
    {
        string file = Path.Combine(_folder, "coderouter.yaml");
        await File.WriteAllTextAsync(file, "channels: [{name: c, base_url: 'http://127.0.0.1:9', models: [nobody-knows]}]\n", TestContext.Current.CancellationToken);
        await using var program = Serving.RunningProgram.Start(["keys", "create", "x", "--config", file, "--data", _folder]);
        Assert.Equal(ExitCode.Ok, await program.ExitAsync());
        Assert.DoesNotContain("warning", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_the_environment_is_every_commands()
    {
        string file = Path.Combine(_folder, "mine.yaml"), store = Path.Combine(_folder, "elsewhere.db");
        await File.WriteAllTextAsync(file, $"storage: {{sqlite: '{store}'}}\n", TestContext.Current.CancellationToken);
        await using var program = Serving.RunningProgram.Start(["keys", "create", "x", "--data", _folder], (ConfigurationFile.Variable, file));
        Assert.Equal(ExitCode.Ok, await program.ExitAsync());
        Assert.True(File.Exists(store), program.Errors);
    }

    [Fact]
    public void Warnings_alone_exit_with_0_and_are_shown()
    {
        var (exit, output) = CheckText(ConfigFiles.Sample, json: false);

        Assert.Equal(0, exit);
        Assert.Contains("coderouter.yaml:29: warning: providers.models[1].access_key:", output, StringComparison.Ordinal);
        Assert.Contains("ok: 2 models (1 local, 1 cloud), 2 channels, 2 signals, 3 decisions; 0 errors, 1 warning", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_exit_with_2_and_all_come_in_json()
    {
        var (exit, output) = CheckText("listeners: [{port: x}]\nguards: {pii: y}\nzzz: 1\n", json: true);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;

        Assert.Equal(2, exit);
        Assert.False(root.GetProperty("ok").GetBoolean());
        Assert.Equal(2, root.GetProperty("errors").GetArrayLength());
        Assert.Equal("zzz", root.GetProperty("warnings").EnumerateArray().First(warning => warning.GetProperty("line").GetInt32() == 3).GetProperty("path").GetString());
        var first = root.GetProperty("errors")[0];
        Assert.Equal(("listeners[0].port", 1, "x"), (first.GetProperty("path").GetString(), first.GetProperty("line").GetInt32(), first.GetProperty("value").GetString()));
        Assert.All(["message", "remedy"], name => Assert.NotEmpty(first.GetProperty(name).GetString()!));
    }

    [Fact]
    public void A_byte_order_mark_is_no_trouble_and_other_encodings_are_said()
    {
        Assert.Equal(0, Check([0xEF, 0xBB, 0xBF, .. "name: x"u8], json: false).Exit);
        Assert.Contains("UTF-8", Check([0xFF, 0xFE, 0x41], json: false).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_with_a_remedy()
    {
        var output = new StringWriter();

        Assert.Equal(2, CheckCommand.Run(Path.Combine(_folder, "none.yaml"), json: false, output, _ => null, ConfigFiles.Catalog));
        Assert.Contains("there is no file", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_the_environment_is_checked()
    {
        Assert.Contains("OPENAI_API_KEY", Check(null, json: false).Output, StringComparison.Ordinal);
        Assert.Contains("ok: ", Check(null, json: false, ("GROQ_API_KEY", "k")).Output, StringComparison.Ordinal);
    }
}
