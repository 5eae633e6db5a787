using System.Globalization;
using System.Text;

namespace CodeRouter.Telemetry;

/// <summary>The gateway's counts in Prometheus' text format 0.0.4.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <param name="gauges">Further figures of the moment: name, help, value.</param>
    public static string Write(GatewayMetrics metrics, IEnumerable<(string Name, string Help, double Value)> gauges)
    {
        var text = new StringBuilder(4096);
        Head(text, "coderouter_requests_total", "counter", "Requests by dialect, model, channel, how they ended and status");
        foreach (var ((dialect, model, channel, state, status), value) in metrics.Requests)
        {
            Line(text, "coderouter_requests_total", value, ("dialect", dialect), ("model", model), ("channel", channel), ("state", state), ("status", status.ToString(CultureInfo.InvariantCulture)));
        }

        Head(text, "coderouter_steps_total", "counter", "Steps by phase and tier");
        foreach (var ((phase, tier), value) in metrics.Steps)
        {
            Line(text, "coderouter_steps_total", value, ("phase", phase), ("tier", tier));
        }

        Head(text, "coderouter_tokens_total", "counter", "Tokens by model and type; cached_input is a part of input");
        foreach (var ((model, type), value) in metrics.TokenCounts)
        {
            Line(text, "coderouter_tokens_total", value, ("model", model), ("type", type));
        }

        Head(text, "coderouter_cost_usd_total", "counter", "Cost at list price, as far as prices are known");
        Line(text, "coderouter_cost_usd_total", (double)metrics.CostUsd);
        Head(text, "coderouter_cost_unknown_total", "counter", "Answers whose price is not known");
        Line(text, "coderouter_cost_unknown_total", metrics.CostUnknown);
        Head(text, "coderouter_in_flight", "gauge", "Requests under way");
        Line(text, "coderouter_in_flight", metrics.InFlightNow);
        foreach (var (name, help, value) in gauges)
        {
            Head(text, name, "gauge", help);
            Line(text, name, value);
        }

        Write(text, "coderouter_first_content_seconds", "Time to the first content", metrics.FirstContent);
        Write(text, "coderouter_request_seconds", "Time to the end of the answer", metrics.Total);
        Write(text, "coderouter_decision_microseconds", "Time to read and decide a step", metrics.Decision);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, string help, Histogram histogram)
    {
        Head(text, name, "histogram", help);
        long[] counts = histogram.Snapshot();
        long below = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            Line(text, name + "_bucket", below, ("le", i < histogram.Bounds.Count ? histogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf"));
        }

        Line(text, name + "_sum", histogram.Sum);
        Line(text, name + "_count", below);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            char open = '{';
            foreach (var (label, labelValue) in labels)
            {
                text.Append(open).Append(label).Append("=\"").Append(labelValue.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
                open = ',';
            }

            text.Append('}');
        }

        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
