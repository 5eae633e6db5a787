using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Admin;

public sealed partial class OpenApiTests
{
    [Fact]
    public async Task The_description_of_the_administration_is_whole_and_consistent()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var document = JsonDocument.Parse(await rig.Http.GetStringAsync("/admin/openapi.json", TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.NotEmpty(document.GetProperty("info").GetProperty("title").GetString()!);
        Assert.NotEmpty(document.GetProperty("info").GetProperty("version").GetString()!);
        var ids = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            Assert.StartsWith("/admin/v1/", path.Name, StringComparison.Ordinal);
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.Contains(operation.Name, (string[])["get", "post", "put", "patch", "delete"]);
                Assert.True(ids.Add(operation.Value.GetProperty("operationId").GetString()!), operation.Value.GetProperty("operationId").GetString());
                string[] named = [.. operation.Value.GetProperty("parameters").EnumerateArray().Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!)];
                Assert.Equal(InPath().Matches(path.Name).Select(m => m.Groups[1].Value), named);
                Assert.All(operation.Value.GetProperty("parameters").EnumerateArray(), p => Assert.True(p.GetProperty("in").GetString() != "path" || p.GetProperty("required").GetBoolean()));
                Assert.All(operation.Value.GetProperty("responses").EnumerateObject(), r => Assert.NotEmpty(r.Value.GetProperty("description").GetString()!));
            }
        }

        foreach (Match reference in References().Matches(document.GetRawText()))
        {
            Assert.True(document.GetProperty("components").GetProperty("schemas").TryGetProperty(reference.Groups[1].Value, out _), reference.Value);
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();

    [GeneratedRegex("#/components/schemas/(\\w+)")]
    private static partial Regex References();
}
