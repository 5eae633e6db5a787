using System.Text.Json;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Tasks;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

public sealed class SeveralJobs
{
    private static readonly StepClassifier Classifier = new(BuiltInDialects.Of);

    [Theory]
    [InlineData("build a booking page with a calendar, write tests and docs", "coding testing documentation")]
    [InlineData("update the docs and tests", "documentation testing")]
    [InlineData("Add a rate limiter, unit tests and a section in the readme", "coding testing documentation")]
    [InlineData("Implement the importer along with tests", "coding testing")]
    [InlineData("Refactor the tokenizer, then add unit tests and update the changelog", "refactor testing documentation")]
    [InlineData("Create the export endpoint including documentation", "coding documentation")]
    [InlineData("review the module and write tests for what is missing", "review testing")]
    [InlineData("add a --json flag to the list command and mention it in CHANGELOG.md", "coding documentation")]
    [InlineData("Ajoute la pagination puis écris des tests", "coding testing")]
    [InlineData("look over the new importer for mistakes, and correct them right away", "review coding")]
    public void Several_things_asked_for_at_once_are_several_jobs(string text, string jobs) => Assert.Equal(jobs, Read(text));

    [Theory]
    [InlineData("fix the problem with tests on windows")]
    [InlineData("the login with google is broken, please fix")]
    [InlineData("add a button, a label and a text box to the form")]
    [InlineData("rename the column and the index")]
    [InlineData("why do the tests and the docs disagree?")]
    [InlineData("look at the tests and tell me how I can run only one")]
    public void One_job_with_many_words_stays_one(string text) => Assert.DoesNotContain(' ', Read(text));

    private static string Read(string text) => string.Join(' ', Classifier.Classify(JsonSerializer.SerializeToUtf8Bytes(new { text })).Tasks.Select(static t => t.Name()));
}
