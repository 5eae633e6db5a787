using CodeRouter.Cli;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>A word that is no command is said, with what may have been meant and where to look.</summary>
public sealed class MistypedWords
{
    [Theory]
    [InlineData("sevre", "serve", "coderouter --help lists the commands.")]
    [InlineData("key list", "keys", "coderouter --help lists the commands.")]
    [InlineData("help", "--help", "coderouter --help lists the commands.")]
    [InlineData("keys crate x", "create", "coderouter keys --help lists the commands.")]
    [InlineData("stats --sinse 7d", "--since", "coderouter stats --help lists its options.")]
    [InlineData("keys create x --expire 90d", "--expires", "coderouter keys create --help lists its options.")]
    public void The_nearest_is_offered(string line, string meant, string where)
    {
        string[] said = [.. Misread.Lines(CommandLine.Root().Parse(line))];
        Assert.Contains($"Did you mean {meant}?", said);
        Assert.Equal(where, said[^1]);
        Assert.DoesNotContain(said, static s => s.StartsWith("Required", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("keys create x --budget-usd ten", "--budget-usd ten cannot be read. Write a number such as 2.50, with a point and without a sign.")]
    [InlineData("keys create x --budget-usd 2,5", "--budget-usd 2,5 cannot be read. Write a number such as 2.50, with a point and without a sign.")]
    [InlineData("groups set x --ratio 1,2", "--ratio 1,2 cannot be read. Write a number such as 2.50, with a point and without a sign.")]
    [InlineData("run x --verify-timeout 1,000", "--verify-timeout 1,000 cannot be read. Write a number such as 2.50, with a point and without a sign.")]
    [InlineData("serve --log-format xml", "--log-format xml is not known. Use json or text.")]
    [InlineData("migrate --to mysql", "--to mysql is not known. Use postgres.")]
    [InlineData("keys create x --requests-per-minute 1.5", "--requests-per-minute 1.5 cannot be read. Write a whole number.")]
    [InlineData("keys create x --role king", "--role king cannot be read. Write one of none, viewer, admin, owner.")]
    public void A_value_that_cannot_be_read_is_told_in_the_users_words(string line, string said) => Assert.Contains(said, Misread.Lines(CommandLine.Root().Parse(line)));

    [Theory]
    [InlineData("check some.yaml")]
    [InlineData("check --config some.yaml")]
    public void A_file_to_check_needs_no_option(string line) => Assert.Empty(CommandLine.Root().Parse(line).Errors);

    [Theory]
    [InlineData("", "coderouter demo ")]
    [InlineData("setup", "coderouter setup needs HOST. The agent: claude_code, codex")]
    [InlineData("keys", "coderouter keys needs one of create, list, set, revoke, rotate.")]
    [InlineData("run", "coderouter run needs TEXT. ")]
    [InlineData("explain --request", "--request needs FILE behind it. ")]
    [InlineData("stats --since", "--since needs TIME behind it. ")]
    [InlineData("migrate", "coderouter migrate needs --to. ")]
    public void What_is_missing_is_said_with_what_it_is(string line, string words)
    {
        string said = string.Join('\n', Misread.Lines(CommandLine.Root().Parse(line)));
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("equired", said, StringComparison.Ordinal);
        Assert.Contains("--help", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_offered_for_what_is_like_no_word_and_what_is_missing_is_named()
    {
        Assert.DoesNotContain(Misread.Lines(CommandLine.Root().Parse("stats --quux")), static s => s.StartsWith("Did you mean", StringComparison.Ordinal));
        Assert.Contains(Misread.Lines(CommandLine.Root().Parse("setup")), static s => s.Contains("HOST", StringComparison.Ordinal));
    }
}
