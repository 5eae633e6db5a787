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
    [InlineData(WireFormat.OpenAIChat, """
        "metadata":{"a":"b"}|metadata ; "store":true|store ; "store":false| ; "min_p":0.1|min_p ; "repetition_penalty":1.1|penalties ; "service_tier":"flex"|service_tier ; "service_tier":"auto"| ;
        "safety_identifier":"u"|end_user ; "logit_bias":{"5":1}|logit_bias ; "n":2|several_answers ; "prompt_cache_key":"k"| ;
        "guided_json":{"a":1}|unknown_members ; "guided_json":null| ; "stream_options":{"x":1}|
        """)]
    [InlineData(WireFormat.OpenAIResponses, """
        "metadata":{"a":"b"}|metadata ; "metadata":{}| ; "max_tool_calls":2|max_tool_calls ; "truncation":"auto"|truncation ; "truncation":"disabled"| ; "service_tier":"priority"|service_tier ; "store":true| ;
        "unheard_of":1|unknown_members ; "text":{"format":{"type":"text"},"unheard_of":1}|unknown_members ; "moderation":{"a":1}|moderation ; "reasoning":{"context":"all_turns"}| ;
        "reasoning":{"mode":"pro"}|unknown_members
        """)]
    [InlineData(WireFormat.AnthropicMessages, """
        "inference_geo":"us"|inference_geo ; "inference_geo":"global"| ; "speed":"fast"|speed ; "cache_control":{"type":"ephemeral"}|cache_control ; "container":"container_1"|container ; "service_tier":"auto"| ;
        "safeguards":[{"type":"dangerous_tool_use"}]|safeguards ; "safeguards":[]| ; "container":"c1"|container ; "output_config":{"task_budget":{"total":1}}|unknown_members
        """)]
    [InlineData(WireFormat.Gemini, """
        "labels":{"a":"b"}|metadata ; "store":true|store ; "serviceTier":"FLEX"|service_tier ; "generationConfig":{"mediaResolution":"MEDIA_RESOLUTION_LOW"}|media_resolution ; "generationConfig":{"speech_config":{"a":1}}|output_modalities ;
        "generationConfig":{"imageConfig":{"aspectRatio":"1:1"}}|output_modalities ; "generationConfig":{"candidateCount":2}|several_answers ;
        "generation_config":{"audio_timestamp":true}|unknown_members ; "toolConfig":{"retrievalConfig":{"a":1}}|unknown_members ; "tool_config":{"function_calling_config":{"mode":"AUTO"}}|
        """)]
    public void A_setting_that_another_format_has_no_word_for_is_told(WireFormat from, string settings)
    {
        foreach (string[] row in settings.Split(';', StringSplitOptions.TrimEntries).Select(s => s.Split('|')))
        {
            foreach (var to in Enum.GetValues<WireFormat>().Where(f => f != from))
            {
                var translated = Through.Request(from, to, Through.Smallest(from)[..^1] + "," + row[0] + "}");
                Assert.True(translated.Losses.SequenceEqual(row[1].Length == 0 || (row[1] == "end_user" && to != WireFormat.Gemini) ? [] : [row[1]]), $"{row[0]} to {to}: {string.Join(", ", translated.Losses)}");
            }
        }
    }

    [Fact]
    public void OpenAIs_own_models_are_served_on_the_line_that_was_asked_for_in_either_of_its_formats()
    {
        var target = new TranslationTarget("gpt-5.5", "r");
        var there = Through.Request(WireFormat.OpenAIResponses, WireFormat.OpenAIChat, """{"model":"m","input":"x","service_tier":"priority"}""", target);
        var back = Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"model":"m","messages":[{"role":"user","content":"x"}],"service_tier":"flex"}""", target);
        Assert.Equal(("priority", "flex"), (Through.Body(there)["service_tier"]!.GetValue<string>(), Through.Body(back)["service_tier"]!.GetValue<string>()));
        Assert.Empty(there.Losses.Concat(back.Losses));
        Assert.Null(Through.Body(Through.Request(WireFormat.OpenAIResponses, WireFormat.OpenAIChat, """{"model":"m","input":"x","service_tier":"auto"}""", target))["service_tier"]);
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
