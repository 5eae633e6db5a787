using System.Net;
using System.Text.Json;
using CodeRouter.Gateway;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class PublicPagesTests
{
    private static readonly string[] Pages = ["/", "/docs", "/docs/api", "/docs/api/admin", "/docs/recipes", "/docs/help"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_read_without_a_key_name_no_model_and_allow_no_foreign_script()
    {
        var (rig, _) = await AdminRig.KeyedAsync(s => s with { Policy = s.Policy with { Models = [.. s.Policy.Models, GatewayRig.Card("our-secret-model")] } });
        await using var held = rig;
        foreach (string path in Pages)
        {
            using var answer = await rig.Http.GetAsync(path, Cancel);
            string page = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, path);
            Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("our-secret-model", page, StringComparison.Ordinal);
            Assert.Equal(1, page.Split("<h1").Length - 1);
        }
    }

    [Fact]
    public async Task The_start_page_names_every_endpoint_with_its_purpose_and_this_address_in_every_set_up()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string page = WebUtility.HtmlDecode(await rig.Http.GetStringAsync("/", Cancel));
        Assert.All(ServedPaths.All, served => Assert.Contains($"<code>{served}</code>", page, StringComparison.Ordinal));
        Assert.All(ServedPaths.All, served => Assert.Contains(served.Purpose, page, StringComparison.Ordinal));
        Assert.Contains($"ANTHROPIC_BASE_URL={rig.BaseUri.AbsoluteUri.TrimEnd('/')} ANTHROPIC_AUTH_TOKEN=coderouter", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_public_address_that_is_the_one_people_copy()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Server = s.Server with { PublicUrl = new Uri("https://router.example.com/") } });
        Assert.Contains("base_url=\"https://router.example.com/v1\", api_key=\"YOUR-KEY\"", WebUtility.HtmlDecode(await rig.Http.GetStringAsync("/docs/recipes", Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_planes_are_described_and_the_reference_is_made_from_the_descriptions()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        foreach (var (document, path) in ((string, string)[])[("/openapi.json", "/docs/api"), ("/admin/openapi.json", "/docs/api/admin")])
        {
            using var described = JsonDocument.Parse(await rig.Http.GetStringAsync(document, Cancel));
            string page = WebUtility.HtmlDecode(await rig.Http.GetStringAsync(path, Cancel));
            int operations = 0;
            foreach (var one in described.RootElement.GetProperty("paths").EnumerateObject())
            {
                foreach (var method in one.Value.EnumerateObject())
                {
                    operations++;
                    Assert.Contains($"<code>{method.Name.ToUpperInvariant()} {one.Name}</code>", page, StringComparison.Ordinal);
                }
            }

            Assert.True(operations > 20);
            if (described.RootElement.GetProperty("components").TryGetProperty("responses", out var shared))
            {
                Assert.All(shared.GetProperty("Decided").GetProperty("headers").EnumerateObject(), header => Assert.Contains($"<code>{header.Name}</code>", page, StringComparison.Ordinal));
                Assert.All(shared.EnumerateObject().Where(static r => r.Name.StartsWith("Failure", StringComparison.Ordinal)), failure => Assert.Contains($"<dt>{failure.Name["Failure".Length..]}</dt>", page, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task What_is_described_is_served()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var described = JsonDocument.Parse(await rig.Http.GetStringAsync("/openapi.json", Cancel));
        foreach (var path in described.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                string address = path.Name.Replace("{model}", "sim", StringComparison.Ordinal).Replace("{id}", "d_none", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(HttpMethod.Parse(method.Name), address) { Content = method.Name == "post" ? GatewayRig.JsonContent("{") : null };
                using var answer = await rig.Http.SendAsync(request, Cancel);
                Assert.True((int)answer.StatusCode < 300 || method.Value.GetProperty("responses").TryGetProperty(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), out _), $"{method.Name} {address}: {answer.StatusCode} is not described");
                Assert.False((answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) && !address.Contains("d_none", StringComparison.Ordinal), $"{method.Name} {address}: {answer.StatusCode}");
            }
        }
    }
}
