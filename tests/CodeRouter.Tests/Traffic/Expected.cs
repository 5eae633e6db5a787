using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Tests.Traffic;

/// <summary>What the caller of a replay must get, reckoned from the recording alone.</summary>
/// <param name="Body">The answer's bytes; null when the gateway tells a failure in its own words.</param>
/// <param name="Says">What those words must contain.</param>
internal sealed record Expected(int Status, byte[]? Body, Usage? Usage, string? Says = null)
{
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
            // What the upstream reported goes out as it came; a closing mark behind it would make a failure look finished.
            events.RemoveRange(failed + 1, events.Count - failed - 1);
        }

        var usage = RawUsage.Of(recording, events.Select(e => e.Data).OfType<JsonObject>());
        return new Expected(recording.Status, EventText.Join(replay.HidesUsage ? events.Where(e => !e.IsUsageOnly) : events), usage);
    }

    private static Expected Whole(Recording recording)
    {
        var root = JsonNode.Parse(recording.Answer)!;
        var parts = root is JsonArray list ? list.OfType<JsonObject>().ToList() : [root.AsObject()];
        return new Expected(recording.Status, recording.Answer, RawUsage.Of(recording, parts));
    }
}
