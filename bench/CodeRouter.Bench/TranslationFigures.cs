using System.Buffers;
using System.Globalization;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Tests.Dialects;

namespace CodeRouter.Bench;

/// <summary>
/// Every recorded answer through every other format and back: how many give the same text, tool calls, stop class and usage, how many event
/// sequences break the other format's rules, and how many megabytes of stream are translated in a second of one core.
/// </summary>
internal static class TranslationFigures
{
    private static readonly string[] Apis = ["openai.chat", "openai.responses", "anthropic.messages", "gemini.generateContent", "gemini.streamGenerateContent"];

    /// <param name="upstream">Only recordings of interfaces that begin so; null for all.</param>
    /// <param name="caller">Only for callers of this format (<c>api_format</c>); null for all.</param>
    public static int Run(string? upstream, string? caller)
    {
        if (Recordings.Root.Length == 0)
        {
            Console.Error.WriteLine("no recordings: they lie in shared/traffic/dev beside the repository");
            return 1;
        }

        int all = 0, same = 0, sequences = 0, broken = 0;
        double slowest = double.MaxValue;
        Console.WriteLine("upstream          caller      answers      same  streams  invalid     MB/s  ns/event  B/event");
        foreach (string api in Apis.Where(a => a.StartsWith(upstream ?? "", StringComparison.Ordinal)))
        {
            var home = Recordings.FormatOf(api);
            foreach (var other in Enum.GetValues<WireFormat>().Where(f => f != home && (caller is null || f.ApiName() == caller)))
            {
                var (answers, equal, streams, invalid, speed) = Pair(api, home, other);
                (all, same, sequences, broken) = (all + answers, same + equal, sequences + streams, broken + invalid);
                slowest = speed is { } known ? Math.Min(slowest, known.Megabytes) : slowest;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{api[..Math.Min(17, api.Length)],-17} {other.ApiName(),-10} {answers,8} {equal,9} {streams,8} {invalid,8} {speed?.Megabytes,8:0.0} {speed?.Nanoseconds,9:0} {speed?.Allocated,8:0}"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same: {same} of {all} ({100.0 * same / all:0.00} %); invalid event sequences: {broken} of {sequences}; slowest pair: {slowest:0.0} MB/s of stream"));
        return same >= 0.995 * all && broken == 0 ? 0 : 1;
    }

    /// <summary>Where the upstream told no usage an estimate stands in, which is no word of its.</summary>
    private static bool Same(Answer home, Answer abroad, bool writes) =>
        Essence.Of(home, writes) == Essence.Of(home.Usage is null ? abroad with { Usage = null } : abroad, writes);

    private static (int Answers, int Same, int Streams, int Invalid, Speed? Speed) Pair(string api, WireFormat home, WireFormat other)
    {
        int answers = 0, same = 0, streams = 0, invalid = 0;
        bool writes = other != WireFormat.Gemini;
        var played = new List<(List<SseEvent> Events, AnswerContext There)>();
        long bytes = 0;
        foreach (var recording in Recordings.Of(api).Where(r => r.Status == 200))
        {
            var (there, back) = RoundTrip.Contexts(home, other, recording.Request);
            if (recording.Body is not null && BuiltInDialects.Of(home).ReadAnswer(recording.Body) is { WellFormed: true, Failure: null })
            {
                answers++;
                byte[] abroad = Translator.TranslateAnswer(recording.Body, there, new Losses());
                same += Same(Translator.Of(home).ReadAnswer(JsonSpan.Of(recording.Body), there, new Losses()), Translator.Of(other).ReadAnswer(JsonSpan.Of(abroad), back, new Losses()), writes) ? 1 : 0;
            }

            if (recording.Sse is null)
            {
                continue;
            }

            var events = Recordings.Events(recording.Sse);
            var reader = BuiltInDialects.Of(home).NewStreamReader();
            events.ForEach(e => reader.Read(e.Name, e.Data));
            if (reader.Failure is null)
            {
                answers++;
                streams++;
                var abroad = RoundTrip.Stream(events, there);
                invalid += StreamRules.Broken(other, abroad) is null ? 0 : 1;
                same += Same(RoundTrip.Join(home, events, there), RoundTrip.Join(other, abroad, back), writes) ? 1 : 0;
                played.Add((events, there));
                bytes += recording.Sse.Length;
            }
        }

        return (answers, same, streams, invalid, played.Count > 0 ? Measure(played, bytes) : null);
    }

    /// <summary>Megabytes in a second of processor time, so that whatever else the machine does stays out of it.</summary>
    private static Speed Measure(List<(List<SseEvent> Events, AnswerContext There)> played, long bytes)
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        for (var warm = Used(); Used() - warm < TimeSpan.FromSeconds(2);)
        {
            Play(played, output);
        }

        int rounds = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Used();
        while (Used() - start < TimeSpan.FromSeconds(1))
        {
            Play(played, output);
            rounds++;
        }

        var spent = Used() - start;
        double sent = rounds * (double)played.Sum(p => p.Events.Count);
        return new Speed(bytes * (double)rounds / spent.TotalSeconds / 1e6, spent.TotalNanoseconds / sent, (GC.GetAllocatedBytesForCurrentThread() - allocated) / sent);

        static TimeSpan Used() => Environment.CpuUsage.TotalTime;
    }

    private static void Play(List<(List<SseEvent> Events, AnswerContext There)> played, ArrayBufferWriter<byte> output)
    {
        foreach (var (events, there) in played)
        {
            var stream = Translator.NewStream(there);
            foreach (var sent in events)
            {
                output.ResetWrittenCount();
                stream.Feed(sent.Name, sent.Data, output);
            }

            stream.Finish(output);
        }
    }

    /// <param name="Megabytes">Of stream, in a second of one core.</param>
    /// <param name="Nanoseconds">For each event.</param>
    /// <param name="Allocated">Bytes for each event.</param>
    private readonly record struct Speed(double Megabytes, double Nanoseconds, double Allocated);
}
