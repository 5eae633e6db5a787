using System.Buffers;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class LossesAreDeclared
{
    [Fact]
    public void Every_row_has_its_own_name_and_a_sentence()
    {
        Assert.Equal(LossTable.Rows.Count, LossTable.Rows.Select(r => r.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(LossTable.Rows, row => Assert.True(row.From.Count > 0 && row.To.Count > 0 && row.Meaning.EndsWith('.')));
        Assert.Equal(LossTable.Rows.Select(r => r.Name).Order(StringComparer.Ordinal), LossTable.Rows.Select(r => r.Name), StringComparer.Ordinal);
    }

    [Theory]
    [Trait("needs", "shared")]
    [InlineData("openai.chat")]
    [InlineData("openai.responses")]
    [InlineData("anthropic.messages")]
    [InlineData("gemini.generateContent")]
    [InlineData("gemini.streamGenerateContent")]
    public void No_recorded_exchange_loses_what_the_table_does_not_name(string api)
    {
        var home = Recordings.FormatOf(api);
        var undeclared = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var recording in Recordings.Of(api).Where(r => r.Status == 200))
        {
            foreach (var other in Enum.GetValues<WireFormat>().Where(f => f != home))
            {
                if (recording.Request is not null)
                {
                    Note(Translator.TranslateRequest(Recordings.View(recording), other, new TranslationTarget("m", "r") { MaxOutput = 1000 }).Losses, home, other);
                }

                var context = Through.Context(other, home);
                if (recording.Body is not null && BuiltInDialects.Of(home).ReadAnswer(recording.Body).WellFormed)
                {
                    var losses = new Losses();
                    Translator.TranslateAnswer(recording.Body, context, losses);
                    Note(losses.Names, other, home);
                }

                if (recording.Sse is not null)
                {
                    var stream = Translator.NewStream(context);
                    Recordings.Events(recording.Sse).ForEach(e => stream.Feed(e.Name, e.Data, new ArrayBufferWriter<byte>()));
                    Note(stream.Losses, other, home);
                }
            }
        }

        Assert.True(undeclared.Count == 0, string.Join('\n', undeclared));

        void Note(IReadOnlyList<string> losses, WireFormat caller, WireFormat upstream)
        {
            var named = LossTable.Between(caller, upstream).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
            foreach (string loss in losses.Where(l => !named.Contains(l)))
            {
                undeclared.Add($"{loss}: {caller} to {upstream}");
            }
        }
    }
}
