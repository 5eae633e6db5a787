using System.Text.RegularExpressions;
using CodeRouter.Tests.Architecture;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Telemetry;

public sealed partial class MetricsAreDescribed
{
    [Fact]
    public async Task Every_metric_stands_in_the_page_of_running_it()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/deployment.md"), TestContext.Current.CancellationToken);
        string[] names = [.. Types().Matches(await rig.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Select(static m => m.Groups[1].Value)];
        Assert.True(names.Length > 10);
        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex("# TYPE (\\w+)")]
    private static partial Regex Types();
}
