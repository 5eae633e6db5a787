using CodeRouter.Core.Steps.Words;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>Where sentences of a message end, and which of them ask.</summary>
public sealed class Sentences
{
    [Theory]
    [InlineData("It is slow. Can you speed it up? thanks", 3)]
    [InlineData("see src/app.py and v1.2 of x.y", 1)]
    [InlineData("页面空白。帮我看看！", 2)]
    [InlineData("!!\n\n!", 0)]
    public void A_point_ends_one_only_before_a_space_and_what_says_nothing_is_none(string text, int sentences) =>
        Assert.Equal(sentences, WordList.Read(text, 100).Sentences);

    [Theory]
    [InlineData("is that the only page that does it?", true)]
    [InlineData("重置的话对我其他的项目有没有影响", true)]
    [InlineData("npm run build 和 npm run deploy 的区别", true)]
    [InlineData("このボタンはどこで定義されている", true)]
    [InlineData("이 설정은 왜 필요한가요", true)]
    [InlineData("把这三个地方直接去掉", false)]
    [InlineData("ボタンを右に移動して", false)]
    [InlineData("버튼 색을 파란색으로 바꿔줘", false)]
    [InlineData("remove all three of them", false)]
    public void Where_no_spaces_part_words_a_question_needs_no_mark(string text, bool asks) =>
        Assert.Equal(asks, WordList.Read(text, 100).Starts[0].Asks);
}
