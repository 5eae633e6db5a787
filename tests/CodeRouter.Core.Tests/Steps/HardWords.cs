using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

public sealed class HardWords
{
    [Theory]
    [InlineData("mock the clock in these tests", "mock the lock in these tests")]
    [InlineData("print the trace of the importer", "print the race of the importer")]
    [InlineData("the fiscal report of a shop shows no totals", "the scaling report of a shop shows no totals")]
    public void A_word_that_names_hard_work_counts_only_where_it_begins(string easy, string hard) =>
        Assert.True(Difficulty(easy) < Difficulty(hard), $"{Difficulty(easy)} and {Difficulty(hard)}");

    [Fact]
    public void It_begins_within_a_name_in_camel_case_too() =>
        Assert.Equal(Difficulty("mock the lock in these tests"), Difficulty("mock the FileLock in these tests"));

    private static int Difficulty(string text) => TextSteps.Read(text, [], [], humanTurn: true).Verdict.Difficulty;
}
