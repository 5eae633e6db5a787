using CodeRouter.Telemetry;
using OpenTelemetry.Resources;
using Xunit;

namespace CodeRouter.Tests.Telemetry;

/// <summary>Under which service an operator finds the gateway in a collector.</summary>
public sealed class NamesInTraces
{
    [Fact]
    public void It_is_found_under_its_own_name_and_version()
    {
        var said = OtlpExport.Name(ResourceBuilder.CreateDefault(), "1.2.3").Build().Attributes.ToDictionary(static a => a.Key, static a => a.Value, StringComparer.Ordinal);
        Assert.Equal(("coderouter", "1.2.3"), (said["service.name"], said["service.version"]));
        Assert.NotEmpty((string)said["service.instance.id"]);
    }

    [Fact]
    public void The_environment_may_give_it_another()
    {
        Environment.SetEnvironmentVariable("OTEL_SERVICE_NAME", "router-eu");
        try
        {
            Assert.Contains(OtlpExport.Name(ResourceBuilder.CreateDefault(), "1.2.3").Build().Attributes, static a => a is { Key: "service.name", Value: "router-eu" });
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_SERVICE_NAME", null);
        }
    }
}
