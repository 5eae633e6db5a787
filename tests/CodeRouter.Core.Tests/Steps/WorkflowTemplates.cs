using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>Messages that a workflow kit wrote are known by its marks.</summary>
public sealed class WorkflowTemplates
{
    private static readonly string Rest = new('x', 200);

    [Theory]
    [InlineData("Implement the following plan:", Phase.Implement)]
    [InlineData("IMPLEMENT the Following plan:", Phase.Implement)]
    [InlineData("# feature specification:", Phase.Plan)]
    [InlineData("strictly read-only", Phase.Review)]
    public void A_mark_is_known_however_its_letters_are_written_and_wherever_in_the_opening_it_stands(string mark, Phase phase)
    {
        Assert.Equal(phase, KnownTemplates.Read(mark + Rest));
        Assert.Equal(phase, KnownTemplates.Read(Rest + "\n" + mark));
    }

    [Fact]
    public void Words_that_no_kit_wrote_are_not_its() => Assert.Null(KnownTemplates.Read("please follow the plan we made " + Rest));

    [Theory]
    [InlineData("$bmad-sprint-planning", Phase.Plan)]
    [InlineData("$code-review the changes of today", Phase.Review)]
    [InlineData("[$sprint-planning](/home/me/.agents/skills/sprint-planning/SKILL.md)", Phase.Plan)]
    [InlineData("Invoke the superpowers:brainstorming skill and follow it exactly", Phase.Plan)]
    public void A_skill_that_is_called_says_the_work(string message, Phase phase) => Assert.Equal(phase, KnownTemplates.Read(message));

    [Theory]
    [InlineData("/team-review", Phase.Review)]
    [InlineData("/coverage", Phase.Test)]
    [InlineData("/model opus", Phase.ChatOther)]
    [InlineData("/help", Phase.ChatOther)]
    [InlineData("/execute-prp PRPs/login.md", Phase.Implement)]
    public void A_command_of_ones_own_is_read_by_the_words_of_its_name(string message, Phase phase) => Assert.Equal(phase, KnownTemplates.Read(message));

    [Theory]
    [InlineData("$5 is too much for a coffee")]
    [InlineData("$model is null in the second view")]
    [InlineData("$status stays empty")]
    [InlineData("$test->run() throws")]
    [InlineData("/web-design-guidelines")]
    [InlineData("/create-story-memory")]
    [InlineData("/help how do I keep it from reading node_modules")]
    [InlineData("Use the date picker from the other page")]
    public void Names_that_say_nothing_are_left_to_the_words(string message) => Assert.Null(KnownTemplates.Read(message));
}
