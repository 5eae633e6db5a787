using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Traffic;

/// <summary>What may be named: lists, single models, groups, and what is said about names nobody knows.</summary>
public sealed class ModelListTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_comes_in_the_form_of_whoever_asks()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "vendor/other"]);
        var openai = await GetAsync(rig, "/v1/models");
        Assert.Equal("list", openai.GetProperty("object").GetString());
        Assert.Equal(["coding-auto", "sim", "vendor/other"], openai.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(openai.GetProperty("data").EnumerateArray(), m => Assert.Equal("model", m.GetProperty("object").GetString()));

        var anthropic = await GetAsync(rig, "/v1/models?limit=100", "anthropic-version", "2023-06-01");
        Assert.False(anthropic.GetProperty("has_more").GetBoolean());
        Assert.Contains("sim", anthropic.GetProperty("data").EnumerateArray().Where(m => m.GetProperty("type").GetString() == "model").Select(m => m.GetProperty("id").GetString()));
        Assert.Equal(anthropic.GetProperty("data")[0].GetProperty("id").GetString(), anthropic.GetProperty("first_id").GetString());

        var gemini = await GetAsync(rig, "/v1beta/models");
        Assert.Contains("models/sim", gemini.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
        Assert.Contains("generateContent", gemini.GetProperty("models")[0].GetProperty("supportedGenerationMethods").EnumerateArray().Select(m => m.GetString()));
    }

    [Theory]
    [InlineData("/v1/models/vendor/other", null, "id", "vendor/other")]
    [InlineData("/v1/models/vendor%2Fother", null, "id", "vendor/other")]
    [InlineData("/v1/models/sim", "anthropic-version", "display_name", "sim")]
    [InlineData("/v1beta/models/sim", null, "name", "models/sim")]
    public async Task One_model_is_shown_alone(string path, string? header, string member, string value)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "vendor/other"]);
        Assert.Equal(value, (await GetAsync(rig, path, header, "2023-06-01")).GetProperty(member).GetString());
    }

    [Fact]
    public async Task Groups_are_listed_and_answer_and_a_star_takes_every_other_name()
    {
        var groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal)
        {
            ["fast"] = new("fast", false, [new GroupMember("sim", null, 1)]),
            ["*"] = new("*", false, [new GroupMember("other", null, 1)]),
        };
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"], s => s with { Policy = s.Policy with { Groups = groups } });
        var names = (await GetAsync(rig, "/v1/models")).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ToList();
        Assert.Contains("fast", names);
        Assert.DoesNotContain("*", names);

        foreach (var format in Enum.GetValues<WireFormat>())
        {
            using var grouped = await rig.AskAsync(format, "fast");
            Assert.Equal("sim", grouped.Headers.GetValues("X-CodeRouter-Model").Single());
            using var stray = await rig.AskAsync(format, "never-heard-of");
            Assert.Equal(200, (int)stray.StatusCode);
            Assert.Equal("other", stray.Headers.GetValues("X-CodeRouter-Model").Single());
        }
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task An_unknown_model_is_the_formats_own_404_naming_the_nearest(WireFormat format)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["gpt-5-mini", "claude-haiku-4.5", "gemini-3-flash"]);
        using var answer = await rig.AskAsync(format, "gpt-5-mimi", stream: true);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var root = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        var error = root.GetProperty("error");
        Assert.Contains("gpt-5-mini", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        switch (format)
        {
            case WireFormat.AnthropicMessages:
                Assert.Equal("error", root.GetProperty("type").GetString());
                Assert.Equal("not_found_error", error.GetProperty("type").GetString());
                break;
            case WireFormat.Gemini:
                Assert.Equal(404, error.GetProperty("code").GetInt32());
                Assert.Equal("NOT_FOUND", error.GetProperty("status").GetString());
                break;
            default:
                Assert.Equal("model_not_found", error.GetProperty("code").GetString());
                Assert.False(string.IsNullOrEmpty(error.GetProperty("type").GetString()));
                break;
        }
    }

    [Theory]
    [InlineData("/v1/messages/count_tokens", """{"model":"sim","messages":[{"role":"user","content":"How many?"}]}""", "input_tokens")]
    [InlineData("/v1beta/models/sim:countTokens", """{"contents":[{"role":"user","parts":[{"text":"How many?"}]}]}""", "totalTokens")]
    [InlineData("/v1/models/sim:countTokens", """{"contents":[{"role":"user","parts":[{"text":"How many?"}]}]}""", "totalTokens")]
    [InlineData("/v1/responses/input_tokens", """{"model":"sim","input":"How many?"}""", "input_tokens")]
    public async Task Tokens_are_counted_without_a_step_in_the_books(string path, string body, string member)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.PostAsync(path, GatewayRig.JsonContent(body), Cancel);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.True(JsonDocument.Parse(text).RootElement.GetProperty(member).GetInt64() > 0);
        Assert.Equal("0.000000", answer.Headers.GetValues("X-CodeRouter-Cost").Single());
        Assert.Equal(0, (await rig.UsageAsync()).GetProperty("totals").GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task Embeddings_pass_and_are_booked()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.PostAsync("/v1/embeddings", GatewayRig.JsonContent("""{"model":"sim","input":["one","two"]}"""), Cancel);
        var root = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal(2, root.GetProperty("data").GetArrayLength());
        var booked = (await rig.DecisionAsync(answer)).GetProperty("usage");
        Assert.Equal(root.GetProperty("usage").GetProperty("prompt_tokens").GetInt64(), booked.GetProperty("input_tokens").GetInt64());
        Assert.Equal(0, booked.GetProperty("output_tokens").GetInt64());
    }

    private static async Task<JsonElement> GetAsync(GatewayRig rig, string path, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var answer = await rig.Http.SendAsync(request, Cancel);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
