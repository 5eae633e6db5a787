using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>Pages that call models from the browser, as its rules for other sites want it.</summary>
public sealed class WebPageTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://localhost:5173", "/v1/chat/completions", 204)]
    [InlineData("https://app.example.com", "/v1/messages", 204)]
    [InlineData("https://app.example.com", "/v1beta/models/m:generateContent", 204)]
    [InlineData("https://app.example.com", "/session/mine/v1/responses", 204)]
    [InlineData("https://other.example.com", "/v1/chat/completions", 403)]
    [InlineData("https://app.example.com", "/admin/v1/keys", 403)]
    [InlineData("https://app.example.com", "/dashboard", 403)]
    [InlineData("http://localhost:5173", "/admin/v1/keys", 404)]
    public async Task The_browsers_question_before_the_call_is_answered_where_models_are_called(string origin, string path, int status)
    {
        await using var rig = await StartAsync();
        using var question = new HttpRequestMessage(HttpMethod.Options, path);
        question.Headers.Add("Origin", origin);
        question.Headers.Add("Access-Control-Request-Method", "POST");
        question.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-stainless-os");
        using var answer = await rig.Http.SendAsync(question, Cancel);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 204, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) && allowed.Single() == origin);
        if (status == 204)
        {
            Assert.Equal("authorization,content-type,x-stainless-os", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
            Assert.Contains("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("sim", 200)]
    [InlineData("nobody", 404)]
    public async Task The_page_may_read_the_answer_and_the_error(string model, int status)
    {
        await using var rig = await StartAsync();
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, model, change: static r => r.Headers.Add("Origin", "https://app.example.com"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("https://app.example.com", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    [Fact]
    public async Task Who_names_no_page_is_told_nothing_of_pages()
    {
        await using var rig = await StartAsync();
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.DoesNotContain(answer.Headers, static h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<GatewayRig> StartAsync() => GatewayRig.SimulatedAsync(["sim"], static s => s with { Server = new ServerSettings { AllowedOrigins = ["https://app.example.com"] } });
}
