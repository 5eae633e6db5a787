using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>The data folder holds keys' hashes, sessions and repositories' names: whichever verb makes it, it is its user's alone.</summary>
public sealed class FoldersOfOnesOwn
{
    [Theory]
    [InlineData("keys create abc")]
    [InlineData("catalog update TABLE")]
    [InlineData("index .")]
    [InlineData("setup claude_code")]
    public async Task Nobody_else_may_look_into_what_a_verb_makes(string line)
    {
        using var folder = new ServedFolder();
        string home = Path.GetDirectoryName(folder.Config)!, table = Path.Combine(home, "litellm-2099-01-01.json");
        await File.WriteAllTextAsync(table, """{"gpt-9":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":3e-7,"output_cost_per_token":2.4e-6,"max_input_tokens":400000}}""", TestContext.Current.CancellationToken);
        await using var program = RunningProgram.StartIn(home, [.. line.Split(' ').Select(word => word == "TABLE" ? table : word), "--data", folder.Data], ("HOME", home));
        Assert.True(await program.ExitAsync() == 0, program.Output + program.Errors);
        AssertPrivate(folder.Data);
    }

    [Fact]
    public async Task Nobody_else_may_look_into_what_serving_makes_and_the_doctor_says_where_they_may()
    {
        using var folder = new ServedFolder();
        await using (var gateway = RunningProgram.Start(["serve", "--data", folder.Data, "--listen", "127.0.0.1:0"]))
        {
            await gateway.ListeningAsync();
            AssertPrivate(folder.Data);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            await using var doctor = RunningProgram.Start(["doctor", "--data", folder.Data]);
            await doctor.ExitAsync();
            Assert.Contains($"chmod 700 {folder.Data}", doctor.Output, StringComparison.Ordinal);
        }
    }

    private static void AssertPrivate(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }
}
