using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CodeRouter.Telemetry;

/// <summary>Traces and metrics by OTLP, when the usual environment variables ask for it; nothing is loaded otherwise.</summary>
public sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;
    private readonly RequestSpans _requests = new();

    private OtlpExport(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    public static OtlpExport? FromEnvironment(Func<string, string?> environment, string version)
    {
        bool asked = !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_ENDPOINT"))
            || !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
            || !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"));
        return asked && environment("OTEL_SDK_DISABLED") is not "true" ? Start(version) : null;
    }

    public void Dispose()
    {
        _requests.Dispose();
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // In a method of its own, so that the exporter's assemblies are only loaded when it runs.
    private static OtlpExport Start(string version) => new(
        Sdk.CreateTracerProviderBuilder().ConfigureResource(r => Name(r, version)).AddSource(GatewayMetrics.Source, "Microsoft.AspNetCore").AddOtlpExporter().Build(),
        Sdk.CreateMeterProviderBuilder().ConfigureResource(r => Name(r, version)).AddMeter(GatewayMetrics.Source, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter().Build());

    // Under its own name, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES give it another: what comes later counts.
    internal static ResourceBuilder Name(ResourceBuilder resource, string version) =>
        resource.AddService("coderouter", serviceVersion: version).AddEnvironmentVariableDetector();
}
