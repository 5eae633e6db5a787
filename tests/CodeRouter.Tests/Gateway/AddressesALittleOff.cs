using System.Net;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>A base URL with the version once too often, or without it, is told what is wrong with it.</summary>
public sealed class AddressesALittleOff
{
    [Theory]
    [InlineData("POST", "/v1/v1/messages", "leave it out there")]
    [InlineData("POST", "/v1/v1/chat/completions", "leave it out there")]
    [InlineData("POST", "/v1beta/v1beta/models/sim:generateContent", "leave it out there")]
    [InlineData("POST", "/chat/completions", "has to end in /v1.")]
    [InlineData("GET", "/models", "has to end in /v1.")]
    [InlineData("GET", "/v1/messages", "asked with POST")]
    [InlineData("POST", "/v1/chat/completion", "Nearest is POST /v1/chat/completions")]
    [InlineData("POST", "/v1/completion", "Nearest is POST /v1/completions, then POST /v1/")]
    [InlineData("GET", "/v1/coderoute/usages", "Nearest is GET /v1/coderoute/usage")]
    [InlineData("GET", "/admin/v1/keyz", "/admin/openapi.json")]
    [InlineData("GET", "/v1/nothing", "There is nothing at GET /v1/nothing. Nearest ")]
    public async Task What_to_change_comes_first(string method, string path, string words)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?from=2026-08-01", "from is nothing that can be asked here. Use session_id, group_by, since,")]
    [InlineData("?group_by=model&sinse=7d", "did you mean 'since'?")]
    [InlineData("?session=s1", "did you mean 'session_id'?")]
    public async Task A_question_of_usage_that_is_not_known_is_not_passed_over(string query, string words)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.GetAsync(new Uri("/v1/coderoute/usage" + query, UriKind.Relative), TestContext.Current.CancellationToken);
        string said = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/meta")]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/sim")]
    [InlineData("/v1beta/models")]
    public async Task Whoever_only_looks_whether_something_is_there_gets_the_status_without_the_body(string path)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var look = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var answer = await rig.Http.SendAsync(look, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_told_the_nearest_few_and_where_the_rest_is_written()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.GetAsync(new Uri("/v1/nothing", UriKind.Relative), TestContext.Current.CancellationToken);
        string words = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetProperty("message").GetString()!;
        Assert.InRange(words.Split("GET /").Length + words.Split("POST /").Length, 4, 6);
        Assert.Contains("/docs", words, StringComparison.Ordinal);
        Assert.Contains("/openapi.json", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_names_no_model_that_answers_by_name_only()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "vectors"], static s => s with { Policy = s.Policy with { Models = [.. s.Policy.Models.Select(static m => m with { Routable = m.Name != "vectors" })] } });
        string plan = await rig.Http.GetStringAsync(new Uri("/model-plan", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("\"sim\"", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("vectors", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_for_a_phase_that_is_none_is_refused_with_those_there_are()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.GetAsync(new Uri("/model-plan?phase=planning", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Use one of plan, implement", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("difficulty=9", "from 1 (easy) to 5 (hard)")]
    [InlineData("difficulty=hard", "from 1 (easy) to 5 (hard)")]
    [InlineData("phase=debug&risk=security,fire", "security, migration, public_api")]
    public async Task A_plan_for_a_difficulty_or_risk_that_is_none_is_refused_with_those_there_are(string query, string words)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.GetAsync(new Uri("/model-plan?" + query, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var whole = await rig.Http.GetAsync(new Uri("/model-plan?phase=debug&difficulty=5&risk=security,migration", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
    }

    [Theory]
    [InlineData("""{"dialect":"openai"}""")]
    [InlineData("""{"dialect":"openai","request":5}""")]
    [InlineData("""{"request":"{}"}""")]
    public async Task To_explain_a_wrapping_without_a_request_is_refused(string body)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.PostAsync(new Uri("/v1/coderoute/explain", UriKind.Relative), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("request", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
