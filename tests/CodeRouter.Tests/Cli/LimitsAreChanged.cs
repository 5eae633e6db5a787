using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>What an administrator gave a key or a group at the command line can be changed and taken away there too.</summary>
public sealed class LimitsAreChanged
{
    [Fact]
    public async Task What_is_named_changes_none_takes_a_limit_away_and_the_rest_stays()
    {
        using var folder = new ServedFolder();
        await AsksAsync(0, "keys", "create", "ci", "--user", "ann", "--budget-usd-per-day", "5", "--budget-tokens", "9000", "--from", "10.0.0.0/8");
        Assert.Contains("ci  active  $7.5 a day  9000 tokens in all  user ann  from 10.0.0.0/8", await AsksAsync(0, "keys", "set", "ci", "--budget-usd-per-day", "7.5"), StringComparison.Ordinal);
        Assert.EndsWith("ci  active  $7.5 a day", (await AsksAsync(0, "keys", "set", "ci", "--budget-tokens", "none", "--user", "", "--from", "")).TrimEnd(), StringComparison.Ordinal);
        await AsksAsync(2, "keys", "set", "ci", "--budget-usd-per-day", "1,5");
        Assert.EndsWith("ci  active  $7.5 a day ($0 used)", (await AsksAsync(0, "keys", "list")).TrimEnd(), StringComparison.Ordinal);

        await AsksAsync(0, "groups", "create", "web", "--requests-per-minute", "60", "--concurrent", "4", "--models", "fast");
        Assert.Equal("web  60 requests a minute  only fast", (await AsksAsync(0, "groups", "set", "web", "--concurrent-requests", "none")).TrimEnd());
        Assert.Equal("web  60 requests a minute", (await AsksAsync(0, "groups", "set", "web", "--models", "")).TrimEnd());

        async Task<string> AsksAsync(int exit, params string[] line)
        {
            await using var program = RunningProgram.Start([.. line, "--data", folder.Data]);
            Assert.Equal(exit, await program.ExitAsync());
            return program.Output;
        }
    }
}
