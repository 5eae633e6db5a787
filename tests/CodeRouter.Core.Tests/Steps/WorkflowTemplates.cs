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
}
