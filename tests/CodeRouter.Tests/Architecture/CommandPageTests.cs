using CodeRouter.Cli;
using Xunit;

namespace CodeRouter.Tests.Architecture;

public sealed class CommandPageTests
{
    [Fact]
    public void The_page_of_commands_is_current()
    {
        string file = Path.Combine(Repository.Root, "docs/cli.md");
        string page = CommandPage.Write();
        if (Environment.GetEnvironmentVariable("CODEROUTER_WRITE_DOCS") == "1")
        {
            File.WriteAllText(file, page);
            return;
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == page, "docs/cli.md is stale: run the tests once with CODEROUTER_WRITE_DOCS=1");
    }

    [Fact]
    public void Every_command_and_option_says_what_it_is_for()
    {
        foreach (var command in CommandLine.Root().Subcommands)
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            foreach (var option in command.Options)
            {
                Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}");
            }
        }
    }
}
