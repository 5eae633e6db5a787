using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Short ways to translate in tests.</summary>
internal static class Through
{
    public static TranslatedRequest Request(WireFormat from, WireFormat to, string body, TranslationTarget? target = null) =>
        Translator.TranslateRequest(Recordings.View(from, Encoding.UTF8.GetBytes(body)), to, target ?? new TranslationTarget("some-model", "req1"));

    public static JsonNode Body(TranslatedRequest translated)
    {
        Assert.Null(translated.Refusal);
        return JsonNode.Parse(translated.Body)!;
    }

    public static JsonNode Answer(AnswerContext context, string body) => JsonNode.Parse(Translator.TranslateAnswer(Encoding.UTF8.GetBytes(body), context, new Losses()))!;

    public static List<SseEvent> Stream(AnswerContext context, params string[] events)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Translator.NewStream(context);
        foreach (string data in events)
        {
            stream.Feed(default, Encoding.UTF8.GetBytes(data), output);
        }

        Assert.True(stream.Finish(output), "the stream is not complete");
        var written = Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Null(StreamRules.Broken(context.Caller, written));
        return written;
    }

    public static AnswerContext Context(WireFormat caller, WireFormat upstream, string? request = null) =>
        Request(caller, upstream, request ?? Smallest(caller)).Context;

    public static string Smallest(WireFormat format) => format switch
    {
        WireFormat.OpenAIChat => """{"model":"m","messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""",
        WireFormat.OpenAIResponses => """{"model":"m","input":"x"}""",
        WireFormat.AnthropicMessages => """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""",
        _ => """{"contents":[{"role":"user","parts":[{"text":"x"}]}]}""",
    };
}
