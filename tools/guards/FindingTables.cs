using System.IO.Compression;
using System.Text.Json;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Tools.Guards;

/// <summary>
/// Tables over guards_secrets.jsonl.gz: rows flagged, spans found, what is missed by type and what alarms by type and source. Rows are never
/// printed: who mends rules while looking at them measures nothing afterwards.
/// </summary>
internal static class FindingTables
{
    // Named in the data, but not what the guard promises: places, organisations, titles, ages and dates say little about anybody.
    private static readonly HashSet<string> NotPromised = new(StringComparer.Ordinal) { "gpe", "organization", "title", "date_time", "age", "nrp", "zip_code", "domain_name" };

    public static int Run(string folder)
    {
        var rows = Read(Path.Combine(folder, "guards_secrets.jsonl.gz"));
        foreach (var kind in (FindingKind[])[FindingKind.Secret, FindingKind.Personal])
        {
            string label = kind == FindingKind.Secret ? "secret" : "pii";
            int tp = 0, fn = 0, fp = 0, tn = 0, spansFound = 0, spans = 0, extra = 0;
            var missed = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var types = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var alarms = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var lost = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var forms = new SortedDictionary<string, int>(StringComparer.Ordinal);
            int missedRows = 0;
            foreach (var row in rows)
            {
                var found = Scan(kind, row.Text);
                var asked = row.Label == label ? row.Spans.Where(s => !NotPromised.Contains(s.Type)).ToList() : [];
                bool wanted = row.Label == label && (kind == FindingKind.Secret || asked.Count > 0);
                bool neutral = row.Label == "file_unspanned" || (row.Label == label && !wanted);
                if (!neutral)
                {
                    _ = (wanted, found.Count > 0) switch { (true, true) => tp++, (true, false) => fn++, (false, true) => fp++, _ => tn++ };
                }

                foreach (var span in asked)
                {
                    spans++;
                    types[span.Type] = types.GetValueOrDefault(span.Type) + 1;
                    if (found.Any(f => f.Start < span.End && span.Start < f.End))
                    {
                        spansFound++;
                    }
                    else
                    {
                        missed[span.Type] = missed.GetValueOrDefault(span.Type) + 1;
                        string form = span.Type + ": " + Form(row.Text[span.Start..span.End]);
                        forms[form] = forms.GetValueOrDefault(form) + 1;
                    }
                }

                foreach (var stray in neutral ? [] : found.Where(f => row.Label != label || !row.Spans.Any(s => f.Start < s.End && s.Start < f.End)))
                {
                    extra++;
                    string alarm = $"{stray.Type} in a row of {row.Label}, {row.Source}";
                    alarms[alarm] = alarms.GetValueOrDefault(alarm) + 1;
                }

                if (!neutral && wanted && found.Count == 0)
                {
                    string kinds = "row of " + string.Join("+", row.Spans.Select(s => s.Type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
                    lost[kinds] = lost.GetValueOrDefault(kinds) + 1;
                }

                missedRows += !neutral && row.Label == label && asked.Count == 0 && found.Count == 0 ? 1 : 0;
            }

            double precision = (double)tp / Math.Max(1, tp + fp), recall = (double)tp / Math.Max(1, tp + fn);
            double spanRecall = (double)spansFound / Math.Max(1, spans), spanPrecision = (double)spansFound / Math.Max(1, spansFound + extra);
            Console.WriteLine($"{label,-8} rows: precision {precision:0.000} recall {recall:0.000} F1 {F1(precision, recall):0.000} false positives {fp}/{fp + tn}   spans: precision {spanPrecision:0.000} recall {spanRecall:0.000} F1 {F1(spanPrecision, spanRecall):0.000}");
            foreach (var (type, count) in missed)
            {
                Console.WriteLine($"         missed {count} of {types[type]} {type}");
            }

            foreach (var (form, count) in forms)
            {
                Console.WriteLine($"         form   {count} × {form}");
            }

            foreach (var (kinds, count) in lost)
            {
                Console.WriteLine($"         lost   {count} × {kinds}");
            }

            foreach (var (alarm, count) in alarms)
            {
                Console.WriteLine($"         alarm  {count} × {alarm}");
            }

            if (missedRows > 0)
            {
                Console.WriteLine($"         missed {missedRows} rows whose spans nobody marked");
            }
        }

        return 0;
    }

    private static List<Finding> Scan(FindingKind kind, string text)
    {
        var found = new List<Finding>();
        if (kind == FindingKind.Secret)
        {
            SecretScanner.Scan(text, found);
        }
        else
        {
            PersonalScanner.Scan(text, found, networkAddresses: true);
        }

        return found;
    }

    // What kind of text it is, so that a miss says where to look without being looked at.
    private static string Form(string span)
    {
        int words = span.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
        string digits = !span.Any(char.IsAsciiDigit) ? "no digit" : char.IsAsciiDigit(span[0]) ? "digit first" : char.IsAsciiDigit(span[^1]) ? "digit last" : "digits inside";
        string letters = span.Any(static c => c > 0x7f) ? ", not ASCII" : "";
        string cased = span.All(static c => !char.IsUpper(c)) ? ", no capital" : span.All(static c => !char.IsLower(c)) ? ", all capitals" : "";
        string marks = (span.Contains('\n', StringComparison.Ordinal) ? ", several lines" : "") + (span.Contains(',', StringComparison.Ordinal) ? ", comma" : "");
        return $"{words} words, {digits}{letters}{cased}{marks}";
    }

    private static double F1(double precision, double recall) => precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);

    private static List<Row> Read(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var rows = new List<Row>();
        while (lines.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var spans = root.GetProperty("spans").EnumerateArray().Select(s => new Span(s.GetProperty("type").GetString()!, s.GetProperty("start").GetInt32(), s.GetProperty("end").GetInt32())).ToList();
            rows.Add(new Row(root.GetProperty("text").GetString()!, root.GetProperty("label").GetString()!, spans, root.GetProperty("source").GetString()!));
        }

        return rows;
    }

    private sealed record Row(string Text, string Label, List<Span> Spans, string Source);

    private sealed record Span(string Type, int Start, int End);
}
