using Xunit;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Core.Tests.Dialects;

[Trait("needs", "shared")]
public sealed class RecordedStreams
{
    public static TheoryData<string> StreamingApis => new("openai.chat", "openai.responses", "anthropic.messages", "gemini.streamGenerateContent");

    [Theory]
    [MemberData(nameof(StreamingApis))]
    public void Every_recorded_stream_ends_complete_and_none_of_its_events_is_malformed(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        var wrong = new List<string>();
        int read = 0;
        foreach (var recording in Recordings.Of(api).Where(r => r.Sse is not null && r.Status == 200))
        {
            var reader = dialect.NewStreamReader();
            var all = EventMarks.None;
            foreach (var sent in Recordings.Events(recording.Sse!))
            {
                all |= reader.Read(sent.Name, sent.Data);
            }

            read++;
            bool failed = recording.Has("error_mid_stream") || recording.Has("error");
            bool asExpected = failed ? reader.Failure is not null && !reader.Complete && all.HasFlag(EventMarks.Error) : reader.Complete && reader.Failure is null;
            if (all.HasFlag(EventMarks.Malformed) || !asExpected || (!failed && !all.HasFlag(EventMarks.Content)))
            {
                wrong.Add($"{recording.Id}: marks {all}, complete {reader.Complete}, failure {reader.Failure}, finish {reader.FinishReason}");
            }
        }

        Assert.True(read > 100, $"only {read} streams");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {read}:\n" + string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(StreamingApis))]
    public void A_stream_cut_before_its_finish_is_never_complete(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        var wrong = new List<string>();
        foreach (var recording in Recordings.Of(api).Where(r => r.Sse is not null && r.Status == 200))
        {
            var events = Recordings.Events(recording.Sse!);
            var reader = dialect.NewStreamReader();
            for (int i = 0; i < events.Count && reader.FinishReason is null; i++)
            {
                if (reader.Complete)
                {
                    wrong.Add($"{recording.Id} before event {i}");
                    break;
                }

                reader.Read(events[i].Name, events[i].Data);
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(StreamingApis))]
    public void Half_an_event_is_malformed(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        foreach (var recording in Recordings.Of(api).Where(r => r.Sse is not null).Take(20))
        {
            foreach (var sent in Recordings.Events(recording.Sse!).Where(e => e.Data.Length > 2 && e.Data[0] == '{'))
            {
                Assert.Equal(EventMarks.Malformed, dialect.NewStreamReader().Read(sent.Name, sent.Data.AsSpan(0, sent.Data.Length / 2)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(StreamingApis))]
    public void Streams_that_report_usage_have_it_read(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        var missing = new List<string>();
        foreach (var recording in Recordings.Of(api).Where(r => r.Has("usage_in_stream") && r.Sse is not null))
        {
            var reader = dialect.NewStreamReader();
            foreach (var sent in Recordings.Events(recording.Sse!))
            {
                reader.Read(sent.Name, sent.Data);
            }

            if (reader.Usage is not { } usage || usage.Reasoning > usage.Output)
            {
                missing.Add($"{recording.Id} {reader.Usage}");
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }
}
