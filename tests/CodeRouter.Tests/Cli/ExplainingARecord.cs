using System.Text.Json;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary><c>coderouter explain --request</c>, as somebody tries it who has configured nothing yet.</summary>
public sealed class ExplainingARecord
{
    private const string Request = """{"model":"coding-auto","messages":[{"role":"user","content":"refactor this class"}]}""";

    [Fact]
    public async Task Without_any_key_it_shows_what_the_usual_keys_would_bring_and_says_so()
    {
        using var folder = new ServedFolder();
        string file = Path.Combine(Path.GetDirectoryName(folder.Config)!, "request.json");
        await File.WriteAllTextAsync(file, Request, TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start(["explain", "--request", file, "--json"]);
        Assert.Equal(0, await program.ExitAsync());
        using var told = JsonDocument.Parse(program.Output);
        Assert.True(told.RootElement.GetProperty("candidates").GetArrayLength() > 1);
        Assert.Equal("refactor", told.RootElement.GetProperty("phase").GetString());
        Assert.NotNull(told.RootElement.GetProperty("model").GetString());
        Assert.Contains("No key is in the environment", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hyphen_reads_the_request_from_standard_input()
    {
        await using var program = RunningProgram.StartWith(Request, ["explain", "--request", "-", "--json"]);
        Assert.Equal(0, await program.ExitAsync());
        using var told = JsonDocument.Parse(program.Output);
        Assert.Equal("refactor", told.RootElement.GetProperty("phase").GetString());
    }
}
