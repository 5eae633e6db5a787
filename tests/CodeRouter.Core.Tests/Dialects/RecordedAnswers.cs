using Xunit;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Core.Tests.Dialects;

[Trait("needs", "shared")]
public sealed class RecordedAnswers
{
    public static TheoryData<string> Apis => new("openai.chat", "openai.responses", "anthropic.messages", "gemini.generateContent", "gemini.streamGenerateContent");

    [Theory]
    [MemberData(nameof(Apis))]
    public void Every_recorded_answer_is_well_formed_and_says_why_it_ended(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        var wrong = new List<string>();
        int read = 0;
        int unfinished = 0;
        foreach (var recording in Recordings.Of(api).Where(r => r.Status == 200 && r.Body is not null))
        {
            var answer = dialect.ReadAnswer(recording.Body!);
            bool failed = recording.Has("error");
            read++;
            failed |= answer.Failure?.Code == "content_filter";
            if (!answer.WellFormed || failed != answer.Failure is not null)
            {
                wrong.Add($"{recording.Id}: {answer}");
            }

            unfinished += answer.FinishReason is null && !failed ? 1 : 0;
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {read}:\n" + string.Join('\n', wrong));

        // A vision preview of 2023, a proxy's own echo and a hand-made audio answer give no reason.
        Assert.InRange(unfinished, 0, 2);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Every_recorded_error_gives_up_its_message(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        var silent = Recordings.Of(api).Where(r => r.Status >= 400 && r.Body is not null && dialect.ReadErrorMessage(r.Body) is null).Select(r => r.Id);
        Assert.Empty(silent);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Every_recorded_request_is_well_formed_and_its_messages_are_understood(string api)
    {
        var dialect = BuiltInDialects.Of(Recordings.FormatOf(api));
        var strange = new List<string>();
        int messages = 0;
        int others = 0;
        foreach (var recording in Recordings.Of(api).Where(r => r.Request is not null))
        {
            var view = Recordings.View(recording);
            for (int i = 0; i < view.Scan.Messages.Count; i++)
            {
                var message = dialect.ReadMessage(view.MessageAt(i), ReadLimits.Default);
                messages++;
                if (message.Parts.Any(p => p.Kind == PartKind.Other))
                {
                    others++;
                    strange.Add(System.Text.Encoding.UTF8.GetString(view.MessageAt(i))[..Math.Min(300, view.Scan.Messages[i].Length)]);
                }
            }

            dialect.ReadKnobs(view);
            dialect.ReadToolNames(view);
            dialect.ReadSystemOpening(view, 200);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', strange));
        Assert.True(messages > 100 || api == "gemini.streamGenerateContent");
        Assert.True(others <= messages / 20, $"{others} of {messages}\n" + string.Join('\n', strange));
    }
}
