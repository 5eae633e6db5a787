using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;
using Xunit;

namespace CodeRouter.Core.Tests.Tasks;

/// <summary>Messages that hold several jobs are taken apart, those that only sound so are not.</summary>
public sealed class JobsInAMessage
{
    [Theory]
    [InlineData("1) implement the CSV import 2) document the columns", Phase.Implement, "Coding+Documentation")]
    [InlineData("Find out why the worker stops at night, then fix it", Phase.Debug, "Analysis+Coding")]
    [InlineData("Users can upload files of one name, which overwrites the first. Prevent that. There must be a test for it.", Phase.Implement, "Coding+Testing")]
    [InlineData("Add a --quiet switch to the sync command (docs too)", Phase.Implement, "Coding+Documentation")]
    [InlineData("Return 409 when the slug is taken. Describe the new status in the API docs.", Phase.Implement, "Coding+Documentation")]
    [InlineData("Swap the date library and verify the calendar afterwards", Phase.Implement, "Coding+Testing")]
    [InlineData("日付で絞り込む機能を追加して、テストを書いてください", Phase.Test, "Coding+Testing")]
    public void Jobs_are_found_in_lists_wishes_and_at_the_end_of_a_sentence(string text, Phase phase, string jobs) =>
        Assert.Equal(jobs, string.Join('+', TaskReader.Read(text, phase)));

    [Theory]
    [InlineData("Do not write tests, just implement the parser", Phase.Test, "Coding")]
    [InlineData("Implement the parser, no tests", Phase.Implement, "Coding")]
    [InlineData("Don't refactor, just fix the bug", Phase.Debug, "Coding")]
    [InlineData("Implement the feature and update the readme. Skip the tests.", Phase.Implement, "Coding+Documentation")]
    [InlineData("Implement the feature. Don't forget the tests", Phase.Implement, "Coding+Testing")]
    public void What_is_refused_is_no_job(string text, Phase phase, string jobs) =>
        Assert.Equal(jobs, string.Join('+', TaskReader.Read(text, phase)));

    [Theory]
    [InlineData("Implement the auth module, add tests, then review", Phase.Implement, "Coding+Testing+Review")]
    [InlineData("Update the parser, add a changelog entry and test", Phase.Implement, "Coding+Documentation+Testing")]
    [InlineData("plan, implement, test, document", Phase.Plan, "Planning+Coding+Testing+Documentation")]
    [InlineData("Plan, code, test, docs and review.", Phase.Review, "Planning+Coding+Testing+Documentation+Review")]
    public void A_job_may_be_one_word(string text, Phase phase, string jobs) =>
        Assert.Equal(jobs, string.Join('+', TaskReader.Read(text, phase)));

    [Theory]
    [InlineData("analyze the slow query, then optimise it", Phase.Refactor, "Analysis+Refactor")]
    [InlineData("analyse, then optimise", Phase.Explain, "Analysis+Refactor")]
    [InlineData("tests first, then implement", Phase.Implement, "Testing+Coding")]
    [InlineData("refactor then document", Phase.Refactor, "Refactor+Documentation")]
    [InlineData("[plan] the schema [code] the migration", Phase.Plan, "Planning+Coding")]
    [InlineData("Implement it and review", Phase.Implement, "Coding+Review")]
    public void Whoever_says_then_or_names_the_jobs_has_told_their_order(string text, Phase phase, string jobs) =>
        Assert.Equal(jobs, string.Join('+', TaskReader.Read(text, phase)));

    [Theory]
    [InlineData("Read parser.py, then add a flag to it", Phase.Implement)]
    [InlineData("If the token has expired, then refresh it", Phase.Implement)]
    [InlineData("[plan] is shown twice in the title", Phase.Debug)]
    [InlineData("Add a retry to the uploader and make sure it stops after five", Phase.Implement)]
    [InlineData("この機能の設計方針を考えてください。実装はまだしないで", Phase.Plan)]
    [InlineData("Upgrade to version 3. It is out since May.", Phase.Implement)]
    public void One_job_stays_one(string text, Phase phase) => Assert.Single(TaskReader.Read(text, phase));

    [Theory]
    [InlineData("Fix add in a.py", TaskType.Coding)]
    [InlineData("fix divide by zero in stats.py", TaskType.Coding)]
    [InlineData("corrige la suma en caja.py", TaskType.Coding)]
    [InlineData("fix the indentation of the config", TaskType.Formatting)]
    [InlineData("fix typo", TaskType.Formatting)]
    [InlineData("rename foo to bar", TaskType.Formatting)]
    public void A_repair_is_coding_however_small_and_only_a_matter_of_form_is_formatting(string text, TaskType job) =>
        Assert.Equal([job], TaskReader.Read(text, Phase.SmallEdit));
}
