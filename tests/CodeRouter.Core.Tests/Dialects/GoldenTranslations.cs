using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Dialects.Native;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>
/// One conversation in each format (<c>tests/corpus/dialects/FORMAT</c>: request, answer, stream) and what it becomes in every other (the
/// <c>to-…</c> folders), to be read and to be kept. <c>CODEROUTER_WRITE_DOCS=1 dotnet run --project tests/CodeRouter.Core.Tests -- --filter-class
/// "*GoldenTranslations"</c> writes the latter anew; the diff is then what changed for users.
/// </summary>
public sealed class GoldenTranslations
{
    private const long Now = 1_790_000_000;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, IndentSize = 1, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<WireFormat> Formats => [.. Enum.GetValues<WireFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_request_becomes_what_stands_in_the_corpus(WireFormat from)
    {
        byte[] request = File.ReadAllBytes(Source(from, "request.json"));
        foreach (var to in Enum.GetValues<WireFormat>().Where(f => f != from))
        {
            Keep(from, to.ApiName(), "request.json", Told(Translator.TranslateRequest(Recordings.View(from, request), to, Target)));
        }

        foreach (var form in Enum.GetValues<NativeForm>())
        {
            Keep(from, form.ToString().ToLowerInvariant(), "request.json", Told(NativeTranslator.TranslateRequest(Recordings.View(from, request), form, Target)));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_answer_becomes_what_stands_in_the_corpus(WireFormat upstream)
    {
        byte[] answer = File.ReadAllBytes(Source(upstream, "answer.json"));
        foreach (var caller in Enum.GetValues<WireFormat>().Where(f => f != upstream))
        {
            var losses = new Losses();
            var body = JsonNode.Parse(Translator.TranslateAnswer(answer, Context(caller, upstream), losses))!;
            Keep(upstream, caller.ApiName(), "answer.json", Indented(new JsonObject { ["losses"] = losses.ToString(), ["body"] = body }));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_stream_becomes_what_stands_in_the_corpus(WireFormat upstream)
    {
        var events = Recordings.Events(File.ReadAllText(Source(upstream, "stream.txt")));
        foreach (var caller in Enum.GetValues<WireFormat>().Where(f => f != upstream))
        {
            var output = new ArrayBufferWriter<byte>();
            var stream = Translator.NewStream(Context(caller, upstream));
            events.ForEach(e => stream.Feed(e.Name, e.Data, output));
            Assert.True(stream.Finish(output));
            string written = Encoding.UTF8.GetString(output.WrittenSpan);
            Assert.Null(StreamRules.Broken(caller, Recordings.Events(written)));
            Keep(upstream, caller.ApiName(), "stream.txt", written);
        }
    }

    private static TranslationTarget Target { get; } = new("their-model", "req1") { MaxOutput = 8192, ContextWindow = 200_000 };

    private static AnswerContext Context(WireFormat caller, WireFormat upstream)
    {
        var context = Translator.TranslateRequest(Recordings.View(caller, File.ReadAllBytes(Source(caller, "request.json"))), upstream, Target).Context;
        context.CreatedAt = Now;
        return context;
    }

    private static string Told(TranslatedRequest translated) => Indented(translated.Refusal is { } refusal
        ? new JsonObject { ["refused"] = refusal.Status, ["feature"] = refusal.Feature, ["message"] = refusal.Message }
        : new JsonObject { ["path"] = translated.Path, ["losses"] = string.Join(", ", translated.Losses), ["body"] = JsonNode.Parse(translated.Body) });

    private static string Indented(JsonObject json) => json.ToJsonString(Readable) + "\n";

    private static string Source(WireFormat format, string file) => Path.Combine(Corpus.Folder, "dialects", format.ApiName(), file);

    private static void Keep(WireFormat from, string to, string file, string found)
    {
        string at = Path.Combine(Corpus.Folder, "dialects", from.ApiName(), "to-" + to, file);
        if (Environment.GetEnvironmentVariable("CODEROUTER_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(at)!);
            File.WriteAllText(at, found);
        }

        Assert.True(File.Exists(at), $"{at} is missing: run this class once with CODEROUTER_WRITE_DOCS=1");
        Assert.Equal(File.ReadAllText(at).ReplaceLineEndings("\n"), found);
    }
}
