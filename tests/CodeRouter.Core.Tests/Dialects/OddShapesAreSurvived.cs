using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Recorded requests, answers and events in which values were swapped for others of any kind: well-formed, and wrong.</summary>
[Trait("needs", "shared")]
public sealed class OddShapesAreSurvived
{
    private static readonly Func<JsonNode?>[] Others =
    [
        () => null, () => 7, () => -1.5, () => "", () => "odd", () => true, () => new JsonArray(), () => new JsonObject(), () => new JsonArray(1, "x", null, new JsonObject()),
        () => new JsonObject { ["type"] = "text" }, () => new JsonArray(new JsonArray()),
    ];

    public static TheoryData<string> Apis => new("openai.chat", "openai.responses", "anthropic.messages", "gemini.generateContent", "gemini.streamGenerateContent");

    [Theory]
    [MemberData(nameof(Apis))]
    public void Nothing_throws_and_what_is_written_is_well_formed(string api)
    {
        var home = Recordings.FormatOf(api);
        var dialect = BuiltInDialects.Of(home);
        var random = new Random(20);
        var report = new Report();
        foreach (var recording in Recordings.Of(api).Where((_, i) => i % 4 == 0))
        {
            for (int round = 0; round < 3; round++)
            {
                report.Check(recording.Id, () =>
                {
                    var others = Enum.GetValues<WireFormat>().Where(f => f != home).ToList();
                    var other = others[random.Next(others.Count)];
                    if (recording.Request is not null)
                    {
                        var view = Recordings.View(home, Swap(recording.Request, random));
                        dialect.ReadKnobs(view);
                        dialect.ReadToolNames(view);
                        dialect.ReadSystemOpening(view, 100);
                        for (int i = 0; i < view.Scan.Messages.Count; i++)
                        {
                            dialect.ReadMessage(view.MessageAt(i), ReadLimits.Default);
                        }

                        ForeignReasoning.Strip(view);
                        var translated = Translator.TranslateRequest(view, other, new TranslationTarget("m", "r"));
                        if (translated.Refusal is null && !JsonScanner.IsWellFormed(translated.Body))
                        {
                            return "request: " + Encoding.UTF8.GetString(translated.Body);
                        }
                    }

                    var context = Through.Context(other, home);
                    if (recording.Body is not null)
                    {
                        byte[] body = Swap(recording.Body, random);
                        dialect.ReadAnswer(body);
                        byte[] answer = Translator.TranslateAnswer(body, context, new Losses());
                        if (!JsonScanner.IsWellFormed(answer))
                        {
                            return "answer: " + Encoding.UTF8.GetString(answer);
                        }
                    }

                    return recording.Sse is null ? null : Stream(Recordings.Events(recording.Sse), context, random);
                });
            }
        }

        report.Assert(20, 0);
    }

    private static string? Stream(List<SseEvent> events, AnswerContext context, Random random)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Translator.NewStream(context);
        foreach (var sent in events)
        {
            stream.Feed(sent.Name, sent.Data[0] == '{' && random.Next(3) == 0 ? Swap(sent.Data, random) : sent.Data, output);
        }

        stream.Finish(output);
        var written = Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan));
        var broken = written.Find(e => !e.Data.AsSpan().SequenceEqual("[DONE]"u8) && !JsonScanner.IsWellFormed(e.Data));
        return broken is null ? null : "event: " + Encoding.UTF8.GetString(broken.Data);
    }

    /// <summary>Puts something else in the place of one to three values, anywhere below the outermost object.</summary>
    private static byte[] Swap(byte[] json, Random random)
    {
        JsonNode root;
        try
        {
            root = JsonNode.Parse(json)!;
            int swaps = random.Next(1, 4);
            for (int i = 0; i < swaps; i++)
            {
                Swap(root, random);
            }
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException)
        {
            return json;
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Swap(JsonNode at, Random random)
    {
        while (true)
        {
            var child = at switch
            {
                JsonObject { Count: > 0 } o => o.ElementAt(random.Next(o.Count)).Value,
                JsonArray { Count: > 0 } a => a[random.Next(a.Count)],
                _ => null,
            };
            if (child is null)
            {
                return;
            }

            if (child is JsonValue || random.Next(4) == 0)
            {
                child.ReplaceWith(Others[random.Next(Others.Length)]());
                return;
            }

            at = child;
        }
    }
}
