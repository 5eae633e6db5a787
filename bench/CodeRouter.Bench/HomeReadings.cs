using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Tests.Dialects;

namespace CodeRouter.Bench;

/// <summary>
/// What each recorded answer says, read at home, a JSON line for each: what client libraries that get it in another format are held to
/// (<c>tools/dialects</c>).
/// </summary>
internal static class HomeReadings
{
    private static readonly string[] Apis = ["openai.chat", "openai.responses", "anthropic.messages", "gemini.generateContent", "gemini.streamGenerateContent"];

    public static int Write(TextWriter output)
    {
        foreach (string api in Apis)
        {
            var home = Recordings.FormatOf(api);
            foreach (var recording in Recordings.Of(api).Where(r => r.Status == 200))
            {
                if (Read(home, recording) is { } answer)
                {
                    output.WriteLine(Line(api, home, recording, answer).ToJsonString());
                }
            }
        }

        return Recordings.Root.Length > 0 ? 0 : 1;
    }

    private static Answer? Read(WireFormat home, Recording recording)
    {
        var (there, _) = RoundTrip.Contexts(home, home, recording.Request);
        if (recording.Sse is not null)
        {
            var events = Recordings.Events(recording.Sse);
            var reader = BuiltInDialects.Of(home).NewStreamReader();
            events.ForEach(e => reader.Read(e.Name, e.Data));
            return reader.Failure is null ? RoundTrip.Join(home, events, there) : null;
        }

        return recording.Body is not null && BuiltInDialects.Of(home).ReadAnswer(recording.Body) is { WellFormed: true, Failure: null }
            ? Translator.Of(home).ReadAnswer(JsonSpan.Of(recording.Body), there, new Losses())
            : null;
    }

    private static JsonObject Line(string api, WireFormat home, Recording recording, Answer answer)
    {
        return new JsonObject
        {
            ["id"] = recording.Id,
            ["api"] = api,
            ["format"] = home.ApiName(),
            ["stream"] = recording.Sse is not null,
            ["text"] = string.Concat(answer.Contents.Where(c => c.Kind == PartKind.Text).Select(c => c.Text)),
            ["calls"] = new JsonArray([.. answer.Contents.Where(c => c.Kind == PartKind.ToolCall).Select(c => new JsonObject { ["name"] = c.Name, ["arguments"] = JsonNode.Parse(Essence.Arguments(c)) })]),
            ["stop"] = Essence.Stop(answer.Stop) switch { StopClass.ToolUse => "tools", StopClass.MaxTokens => "length", StopClass.Refusal => "refusal", _ => "end" },
            ["usage"] = answer.Usage is not { } usage ? null : new JsonObject { ["input"] = usage.TotalInput, ["cacheRead"] = usage.CacheRead, ["cacheWrite"] = usage.CacheWrite, ["output"] = usage.Output, ["reasoning"] = usage.Reasoning },
        };
    }
}
