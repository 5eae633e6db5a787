using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Tests.Traffic;

/// <summary>What the caller of a replay must get, reckoned from the recording alone.</summary>
/// <param name="Body">The answer's bytes; null when the gateway tells a failure in its own words.</param>
/// <param name="Says">What those words must contain.</param>
internal sealed record Expected(int Status, byte[]? Body, Usage? Usage, string? Says = null)
{
    /// <summary>The recording breaks off: the same bytes, then an error event.</summary>
    public bool EndsInOurError { get; private init; }

    /// <summary>The recording holds an error after its first content.</summary>
    public bool Failed { get; private init; }

    public static Expected Of(Replay replay)
    {
        var recording = replay.Recording;
        if (!recording.IsEvents)
        {
            return recording.Status >= 400 ? new Expected(recording.Status, recording.Answer, null) : Whole(recording);
        }

        var events = EventText.Split(recording.Answer);
        int failed = events.FindIndex(e => e.IsError);
        if (failed >= 0)
        {
            if (!events.Take(failed).Any(e => e.IsContent))
            {
                // Nothing had been said yet: a failure before the first content is told as a status, where clients act on it.
                return new Expected(0, null, null, Message(events[failed].Data!));
            }

            // What the upstream reported goes out as it came; a closing mark behind it would make a failure look finished.
            events.RemoveRange(failed + 1, events.Count - failed - 1);
        }

        var usage = RawUsage.Of(recording, events.Select(e => e.Data).OfType<JsonObject>());
        byte[] body = EventText.Join(replay.HidesUsage ? events.Where(e => !e.IsUsageOnly) : events);
        return events switch
        {
            _ when events.Any(e => e.IsEnd) => new Expected(recording.Status, body, usage) { Failed = failed >= 0 },
            _ when events.Any(e => e.IsContent) => new Expected(recording.Status, body, null) { EndsInOurError = true },
            _ => new Expected(502, null, null, "upstream"),
        };
    }

    private static string Message(JsonNode data) => ((data["response"] ?? data)["error"] switch
    {
        JsonObject error => error["message"],
        var other => other ?? data["message"],
    })?.ToString() ?? "upstream";

    private static Expected Whole(Recording recording)
    {
        var root = JsonNode.Parse(recording.Answer)!;
        var parts = root is JsonArray list ? list.OfType<JsonObject>().ToList() : [root.AsObject()];
        if (parts[0]["error"] is JsonObject error)
        {
            // An error under status 200: its own number counts, its words go out as they came.
            return new Expected((int?)error["status"] ?? 502, recording.Answer, null);
        }

        return new Expected(recording.Status, recording.Answer, RawUsage.Of(recording, parts));
    }
}
