using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodeRouter.Bench;

/// <summary>All figures of one run, as a page and as raw JSON.</summary>
internal sealed record Report(
    DateTime At,
    int Cores,
    BenchOptions Options,
    List<double> StartMs,
    Memory.Figures? Memory,
    Memory.Figures? NginxMemory,
    Dictionary<string, double[]> FirstChunkMs,
    List<CpuPerRequest.Sample> Cpu)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.md"), ToMarkdown());
        await File.WriteAllTextAsync(Path.Combine(folder, "raw.json"), JsonSerializer.Serialize(new { at = At, cores = Cores, rounds = Options.Rounds, seconds = Options.Seconds, start_ms = StartMs, memory = Memory, nginx_memory = NginxMemory, first_chunk_ms = FirstChunkMs, cpu = Cpu }, Indented));
    }

    public string ToMarkdown()
    {
        var page = new StringBuilder();
        void Line(FormattableString line) => page.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"# Gateway beside nginx, {At:yyyy-MM-dd}, {Cores} cores");
        Line($"");
        Line($"One run, both ways in turn on the same upstream; {Options.Rounds} rounds of {Options.Seconds} s per size after a warm-up of the same length. Ratios count, not the absolute numbers.");
        Line($"");
        Line($"| request body | nginx µs CPU/request | gateway µs CPU/request | ratio | failed |");
        Line($"|---|---|---|---|---|");
        foreach (var size in Cpu.GroupBy(sample => sample.Size, StringComparer.Ordinal))
        {
            double? nginx = Median(size.Where(s => s.Way is "nginx").Select(s => s.MicrosecondsPerRequest));
            double? gateway = Median(size.Where(s => s.Way is "gateway").Select(s => s.MicrosecondsPerRequest));
            Line($"| {size.Key} | {nginx:0.0} | {gateway:0.0} | {gateway / nginx:0.00} | {size.Sum(s => s.Failed)} |");
        }

        Line($"");
        Line($"| first chunk of a stream | median ms | 90 % ms | later than direct, median ms |");
        Line($"|---|---|---|---|");
        double? direct = Median(FirstChunkMs.GetValueOrDefault("direct") ?? []);
        foreach (var (way, times) in FirstChunkMs)
        {
            Line($"| {way} | {Median(times):0.000} | {times[(int)(times.Length * 0.9)]:0.000} | {Median(times) - direct:0.000} |");
        }

        Line($"");
        Line($"| resident memory, MB | gateway | nginx |");
        Line($"|---|---|---|");
        Line($"| idle | {Memory?.IdleMb:0} | {NginxMemory?.IdleMb:0} |");
        Line($"| 32 requests of 1 MB in flight, peak | {Memory?.InFlightMb:0} | {NginxMemory?.InFlightMb:0} |");
        Line($"| 4 streams of 100 MB, peak | {Memory?.StreamPeakMb:0} | {NginxMemory?.StreamPeakMb:0} |");
        Line($"| 4 whole answers of 100 MB, peak | {Memory?.WholePeakMb:0} | {NginxMemory?.WholePeakMb:0} |");
        Line($"| 20 s later | {Memory?.AfterMb:0} | {NginxMemory?.AfterMb:0} |");
        Line($"");
        Line($"Start to first answer: {Median(StartMs):0} ms (median of {StartMs.Count}). Requests of the memory tests that failed: {Memory?.Failed ?? 0}.");
        return page.ToString();
    }

    private static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }
}
