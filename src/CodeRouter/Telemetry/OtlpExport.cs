using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CodeRouter.Telemetry;

/// <summary>Traces and metrics by OTLP, when the usual environment variables ask for it; nothing is loaded otherwise.</summary>
public sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private OtlpExport(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    public static OtlpExport? FromEnvironment(Func<string, string?> environment)
    {
        bool asked = !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_ENDPOINT"))
            || !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
            || !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"));
        return asked && environment("OTEL_SDK_DISABLED") is not "true" ? Start() : null;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // In a method of its own, so that the exporter's assemblies are only loaded when it runs.
    private static OtlpExport Start() => new(
        Sdk.CreateTracerProviderBuilder().AddSource(GatewayMetrics.Source, "Microsoft.AspNetCore").AddOtlpExporter().Build(),
        Sdk.CreateMeterProviderBuilder().AddMeter(GatewayMetrics.Source, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter().Build());
}
