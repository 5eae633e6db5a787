using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CodeRouter.Telemetry;

/// <summary>Traces and metrics by OTLP, when the usual environment variables ask for it; nothing is loaded otherwise.</summary>
public sealed class OtlpExport : IDisposable
{
    private const string Everything = "OTEL_EXPORTER_OTLP_ENDPOINT", Traces = "TRACES", Metrics = "METRICS";

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;
    private readonly RequestSpans _requests = new();

    private OtlpExport(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    /// <param name="wayOut">How the collector is reached.</param>
    public static OtlpExport? FromEnvironment(Func<string, string?> environment, string version, Func<HttpMessageHandler> wayOut)
    {
        bool Wants(string signal) => environment($"OTEL_{signal}_EXPORTER") is not "none" && Collectors(environment).Any(c => c.Variable is Everything || c.Variable == Of(signal));
        bool traces = Wants(Traces), metrics = Wants(Metrics);
        return (traces || metrics) && !"true".Equals(environment("OTEL_SDK_DISABLED"), StringComparison.OrdinalIgnoreCase) ? Start(version, traces, metrics, Leave) : null;

        void Leave(OtlpExporterOptions options) => options.HttpClientFactory = () => new HttpClient(wayOut()) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };
    }

    /// <summary>The variables that name a collector, with its address: null where it is none, which the exporter would pass over in silence.</summary>
    public static IEnumerable<(string Variable, Uri? Address)> Collectors(Func<string, string?> environment)
    {
        foreach (string variable in (string[])[Everything, Of(Traces), Of(Metrics)])
        {
            if (environment(variable) is { Length: > 0 } value)
            {
                yield return (variable, Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null);
            }
        }
    }

    public void Dispose()
    {
        _requests.Dispose();
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // In a method of its own, so that the exporter's assemblies are only loaded when it runs.
    private static OtlpExport Start(string version, bool traces, bool metrics, Action<OtlpExporterOptions> leave) => new(
        traces ? Sdk.CreateTracerProviderBuilder().ConfigureResource(r => Name(r, version)).AddSource(GatewayMetrics.Source, "Microsoft.AspNetCore").AddOtlpExporter(leave).Build() : null,
        metrics ? Sdk.CreateMeterProviderBuilder().ConfigureResource(r => Name(r, version)).AddMeter(GatewayMetrics.Source, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter(leave).Build() : null);

    private static string Of(string signal) => $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";

    // Under its own name, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES give it another: what comes later counts.
    internal static ResourceBuilder Name(ResourceBuilder resource, string version) =>
        resource.AddService("coderouter", serviceVersion: version).AddEnvironmentVariableDetector();
}
