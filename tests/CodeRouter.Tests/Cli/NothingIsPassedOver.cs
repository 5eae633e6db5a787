using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>What somebody typed either has an effect or is answered with why it has none.</summary>
public sealed class NothingIsPassedOver
{
    [Theory]
    [InlineData("check one.yaml --config two.yaml", 2, "Leave one out.")]
    [InlineData("explain fix --request one.json", 2, "Leave TEXT or --request out.")]
    public async Task Of_two_that_exclude_each_other_none_is_chosen_silently(string line, int exit, string words)
    {
        await using var program = RunningProgram.Start(line.Split(' '));
        Assert.Equal(exit, await program.ExitAsync());
        Assert.Contains(words, program.Errors, StringComparison.Ordinal);
        Assert.Equal("", program.Output);
    }

    [Theory]
    [InlineData("detect-host")]
    [InlineData("explain fix")]
    public async Task A_variable_that_names_no_agent_is_told(string line)
    {
        await using var program = RunningProgram.Start(line.Split(' '), ("CODEROUTER_HOST", "nonsense"));
        Assert.Equal(0, await program.ExitAsync());
        Assert.StartsWith("CODEROUTER_HOST=nonsense is no coding agent known here", program.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "coderouter [command]")]
    [InlineData("help keys create", "coderouter keys create <NAME>")]
    public async Task Help_is_given_as_a_word_too(string line, string words)
    {
        await using var program = RunningProgram.Start(line.Split(' '));
        Assert.Equal(0, await program.ExitAsync());
        Assert.Contains(words, program.Output, StringComparison.Ordinal);
    }
}
