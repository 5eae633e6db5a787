using CodeRouter.Core.Agents;
using CodeRouter.Core.Steps.Words;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>What clients write into messages is not the human's.</summary>
public sealed class WordsOfTheHuman
{
    [Theory]
    [InlineData("<bash-notification>\n<shell-id>b1</shell-id>\nThe build failed with an error.\n</bash-notification>")]
    [InlineData("<system_notification>\nThe following task has finished: fix the login.\n</system_notification>")]
    [InlineData("<task-notification>\n<status>failed</status>\n</task-notification>")]
    public void A_notice_of_a_background_task_is_none(string notice)
    {
        Assert.Equal("", InjectedBlocks.Strip(notice));
        Assert.Equal("and now the docs", InjectedBlocks.Strip(notice + "\nand now the docs"));
    }

    [Theory]
    [InlineData("@c:\\Users\\me\\.cursor\\projects\\shop\\terminals\\3.txt:530-554 what now", true)]
    [InlineData("@/home/me/.cursor/projects/shop/terminals/3.txt:1-20", true)]
    [InlineData("@docs/terminals.txt:3 rename the heading", false)]
    public void Lines_selected_in_a_terminal_count_as_pasted(string message, bool pasted)
    {
        var prose = Prose.Read(message);
        Assert.Equal(pasted, (prose.Pasted & Pasted.Shell) != Pasted.None);
        Assert.Equal(pasted, !prose.Text.Contains(".txt", StringComparison.Ordinal));
    }
}
