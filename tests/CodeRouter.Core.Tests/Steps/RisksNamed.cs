using System.Text.Json;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

public sealed class RisksNamed
{
    private static readonly StepClassifier Classifier = new(BuiltInDialects.Of);

    [Theory]
    [InlineData("check that nobody can read another user's invoices by changing the id in the url", "security")]
    [InlineData("the password reset link never expires, fix that", "security")]
    [InlineData("refunds: only a supervisor may approve a refund above 500", "security")]
    [InlineData("проверь, нет ли в этом эндпоинте sql-инъекции", "security")]
    [InlineData("检查一下登录接口有没有安全漏洞", "security")]
    [InlineData("the login with google is broken", "security")]
    [InlineData("upgrade the app from angular 14 to 18", "migration")]
    [InlineData("is dropping support for the v1 endpoints a breaking change for our customers?", "public_api")]
    [InlineData("convert all the class components to function components", "multi_file")]
    [InlineData("update src/api/orders.ts, src/api/users.ts and src/lib/http.ts to use the new client", "multi_file")]
    [InlineData("throw away my local changes and reset to origin", "destructive")]
    public void What_a_message_puts_at_risk_is_named(string text, string risk) => Assert.Equal([risk], Read(text));

    [Theory]
    [InlineData("the login button is misaligned on mobile")]
    [InlineData("the user is redirected to the dashboard after login but the dashboard is empty")]
    [InlineData("change the text \"Log in\" to \"Sign in\"")]
    [InlineData("count the tokens of the prompt before sending it")]
    [InlineData("add a secret santa page to the fun section")]
    [InlineData("kill two birds: bump lodash and react")]
    [InlineData("print all files in the folder with their size")]
    [InlineData("bump the patch version to 1.4.2")]
    [InlineData("登录按钮的颜色改成蓝色")]
    public void A_word_that_only_goes_along_with_a_risk_is_none(string text) => Assert.Empty(Read(text));

    [Fact]
    public void What_is_mentioned_in_the_middle_of_a_long_text_is_not_what_is_asked()
    {
        string story = string.Concat(Enumerable.Repeat("The shop sells plants and pots, and people look at pictures of them before they buy. ", 8));
        Assert.Empty(Read($"Write the text of the about page. {story}We once had a vulnerability report. {story}Two short paragraphs are enough."));
        Assert.Equal(["security"], Read($"Look for vulnerabilities in the basket. {story}{story}"));
    }

    [Fact]
    public void Authors_are_not_authorised_by_their_name()
    {
        Assert.True(RiskPatterns.IsGuarded("src/auth/session.ts"));
        Assert.True(RiskPatterns.IsGuarded("lib/authorization.rb"));
        Assert.False(RiskPatterns.IsGuarded("src/pages/authors.tsx"));
    }

    private static List<string> Read(string text) => RiskNames.Names(Classifier.Classify(JsonSerializer.SerializeToUtf8Bytes(new { text })).Risk);
}
