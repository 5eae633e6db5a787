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
    public void Every_command_argument_and_option_says_what_it_is_for()
    {
        foreach (var verb in VerbList.Read())
        {
            Assert.False(string.IsNullOrWhiteSpace(verb.Description), verb.Words);
            foreach (var said in (IEnumerable<System.CommandLine.Symbol>)[.. verb.Arguments, .. verb.Options])
            {
                Assert.False(string.IsNullOrWhiteSpace(said.Description), $"{verb.Words} {said.Name}");
                Assert.True(char.IsUpper(said.Description![0]) || said.Description.Contains("(default)", StringComparison.Ordinal) || !said.Description.Contains(' ', StringComparison.Ordinal) || said.Description.Contains(", ", StringComparison.Ordinal), $"{verb.Words} {said.Name}: {said.Description}");
            }
        }
    }
}
