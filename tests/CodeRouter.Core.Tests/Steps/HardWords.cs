using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

public sealed class HardWords
{
    // What the trained words would say of the difficulty, held still: these are about the rule beside them.
    private const double Ordinary = 2.2;

    [Theory]
    [InlineData("mock the clock in these tests and let the importer run once more", "mock the lock in these tests and let the importer run once more")]
    [InlineData("print the trace of the importer at the end of each nightly run too", "print the race of the importer at the end of each nightly run too")]
    [InlineData("the fiscal report of a shop shows no totals for the past two months", "the scaling report of a shop shows no totals for the past two months")]
    public void A_word_that_names_hard_work_counts_only_where_it_begins(string easy, string hard) =>
        Assert.True(Difficulty(easy) < Difficulty(hard), $"{Difficulty(easy)} and {Difficulty(hard)}");

    [Fact]
    public void It_begins_within_a_name_in_camel_case_too() => Assert.Equal(
        Difficulty("mock the lock in these tests and let the importer run once more"),
        Difficulty("mock the FileLock in these tests and let the importer run once more"));

    private static int Difficulty(string text) =>
        DifficultyRule.Read(new StepMaterial(text, HumanTurn: true, [], [], EvidenceReader.Read([], []), null, 1), Phase.Implement, Ordinary, template: false);
}
