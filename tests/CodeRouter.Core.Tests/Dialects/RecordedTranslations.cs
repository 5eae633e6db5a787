using System.Buffers;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

[Trait("needs", "shared")]
public sealed class RecordedTranslations
{
    private static readonly string[] Apis = ["openai.chat", "openai.responses", "anthropic.messages", "gemini.generateContent", "gemini.streamGenerateContent"];

    public static TheoryData<string, WireFormat> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, WireFormat>();
            foreach (string api in Apis)
            {
                foreach (var other in Enum.GetValues<WireFormat>().Where(f => f != Recordings.FormatOf(api)))
                {
                    pairs.Add(api, other);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_whole_answer_comes_back_the_same_from_another_format(string api, WireFormat other)
    {
        var home = Recordings.FormatOf(api);
        var report = new Report();
        foreach (var recording in Recordings.Of(api).Where(r => r is { Status: 200, Body: not null } && BuiltInDialects.Of(home).ReadAnswer(r.Body).Failure is null))
        {
            report.Check(recording.Id, () =>
            {
                var (there, back) = RoundTrip.Contexts(home, other, recording.Request);
                byte[] abroad = Translator.TranslateAnswer(recording.Body!, there, new Losses());
                var summary = BuiltInDialects.Of(other).ReadAnswer(abroad);
                Assert.True(summary.WellFormed && summary.Failure is null, Encoding.UTF8.GetString(abroad));
                bool writes = other != WireFormat.Gemini;
                string before = Essence.Of(Translator.Of(home).ReadAnswer(JsonSpan.Of(recording.Body), there, new Losses()), writes);
                string after = Essence.Of(Translator.Of(other).ReadAnswer(JsonSpan.Of(abroad), back, new Losses()), writes);
                return before == after ? null : before + "\n--- came back as\n" + after;
            });
        }

        report.Assert(api == "gemini.streamGenerateContent" ? 10 : 100, allowed: 0);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_stream_comes_back_the_same_from_another_format_and_keeps_its_order(string api, WireFormat other)
    {
        var home = Recordings.FormatOf(api);
        var report = new Report();
        foreach (var recording in Recordings.Of(api).Where(r => r is { Status: 200, Sse: not null }))
        {
            var events = Recordings.Events(recording.Sse!);
            var told = ReadHome(home, events);
            if (told.Failure is not null)
            {
                continue;
            }

            report.Check(recording.Id, () =>
            {
                var (there, back) = RoundTrip.Contexts(home, other, recording.Request);
                var abroad = RoundTrip.Stream(events, there);
                if (StreamRules.Broken(other, abroad) is { } broken)
                {
                    return "order: " + broken;
                }

                bool writes = other != WireFormat.Gemini;
                var (whole, returned) = (RoundTrip.Join(home, events, there), RoundTrip.Join(other, abroad, back));
                if (told.Usage is null)
                {
                    // What the upstream did not count is reckoned for the caller.
                    Assert.Equal((told.OutputChars + 3) / 4, returned.Usage?.Output);
                    whole = whole with { Usage = returned.Usage };
                }

                string before = Essence.Of(whole, writes);
                string after = Essence.Of(returned, writes);
                return before == after ? null : before + "\n--- came back as\n" + after;
            });
        }

        report.Assert(api == "gemini.generateContent" ? 0 : 100, allowed: 0);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_request_says_the_same_in_another_format_or_is_refused_with_a_reason(string api, WireFormat other)
    {
        var home = Recordings.FormatOf(api);
        var report = new Report();
        int refused = 0;
        foreach (var recording in Recordings.Of(api).Where(r => r is { Status: 200, Request: not null }))
        {
            report.Check(recording.Id, () =>
            {
                var view = Recordings.View(recording);
                var translated = Translator.TranslateRequest(view, other, new TranslationTarget("some-model", "req1"));
                if (translated.Refusal is { } refusal)
                {
                    refused++;
                    return refusal.Message.Length > 20 && translated.Body.Length == 0 ? null : "empty refusal";
                }

                if (!JsonScanner.IsWellFormed(translated.Body))
                {
                    return "not well-formed: " + Encoding.UTF8.GetString(translated.Body);
                }

                var losses = new Losses();
                var first = Translator.Of(home).ReadRequest(view, losses);
                first = first with { Turns = CallPairing.Pair(first.Turns) };
                var second = Translator.Of(other).ReadRequest(Recordings.View(other, translated.Body), losses);
                return RequestRules.Differs(first, second, translated.Losses);
            });
        }

        report.Assert(50, allowed: 0);
        Assert.True(refused <= report.Checked / 4, $"{refused} of {report.Checked} refused");
    }

    private static IAnswerReader ReadHome(WireFormat home, List<SseEvent> events)
    {
        var reader = BuiltInDialects.Of(home).NewStreamReader();
        events.ForEach(e => reader.Read(e.Name, e.Data));
        return reader;
    }
}
