using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Steps;
using CodeRouter.Gateway;
using CodeRouter.Upstreams;

namespace CodeRouter.Bench;

/// <summary>
/// How far the token estimate lies from what vendors counted, over recorded exchanges: bare, and calibrated as the gateway does it, each
/// answer estimated before it is learnt from.
/// </summary>
internal static class TokenError
{
    private static readonly (string File, WireFormat Format)[] Files =
    [
        ("openai.chat", WireFormat.OpenAIChat), ("openai.responses", WireFormat.OpenAIResponses), ("anthropic.messages", WireFormat.AnthropicMessages),
        ("gemini.generateContent", WireFormat.Gemini), ("gemini.streamGenerateContent", WireFormat.Gemini),
    ];

    public static int Run(string folder)
    {
        var calibration = new TokenCalibration();
        var bare = new List<double>();
        var calibrated = new List<double>();
        var known = new List<double>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (file, format) in Files)
        {
            foreach (string line in File.ReadLines(Path.Combine(folder, file + ".jsonl")))
            {
                if (Read(line, format) is not { } step)
                {
                    continue;
                }

                long estimate = InputEstimate.Tokens(step.Body);
                double error = Off(calibration.Estimate(step.Model, format, estimate), step.Counted);
                bare.Add(Off(estimate, step.Counted));
                calibrated.Add(error);
                int times = seen.GetValueOrDefault(step.Model);
                if (times >= 3)
                {
                    known.Add(error);
                }

                seen[step.Model] = times + 1;
                calibration.Learn(step.Model, format, estimate, step.Counted);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median error of {bare.Count} recorded requests: bare {Median(bare):P1}, calibrated {Median(calibrated):P1}, on models seen three times before {Median(known):P1} ({known.Count})"));
        return 0;
    }

    private static (byte[] Body, string Model, long Counted)? Read(string line, WireFormat format)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
        var root = document.RootElement;
        var response = root.GetProperty("response");
        if (response.GetProperty("status").GetInt32() != 200 || root.GetProperty("request") is not { ValueKind: JsonValueKind.Object } request
            || !request.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Usage? usage;
        if (response.TryGetProperty("sse", out var sse) && sse.ValueKind == JsonValueKind.String)
        {
            var reader = BuiltInDialects.Of(format).NewStreamReader();
            using var events = new EventBuffer();
            byte[] bytes = Encoding.UTF8.GetBytes(sse.GetString()!);
            bytes.CopyTo(events.Space(bytes.Length).Span);
            events.Received(bytes.Length);
            while (events.TryTake(atEnd: true, out var taken))
            {
                reader.Read(taken.Name, taken.Data);
            }

            usage = reader.Usage;
        }
        else
        {
            usage = response.TryGetProperty("body", out var answer) ? BuiltInDialects.Of(format).ReadAnswer(Encoding.UTF8.GetBytes(answer.GetRawText())).Usage : null;
        }

        return usage is { TotalInput: > 0 and var counted } ? (Encoding.UTF8.GetBytes(body.GetRawText()), root.GetProperty("model").GetString() ?? "", counted) : null;
    }

    private static double Off(long estimate, long counted) => Math.Abs((double)estimate - counted) / counted;

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? 0 : values[values.Count / 2];
    }
}
