using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>What is counted by name, hour for hour, besides the sums: few names, so that a year of them is read at once.</summary>
public enum TallyKind : byte
{
    /// <summary>Steps a decision rule matched, by rule.</summary>
    Rule,

    /// <summary>Steps by how they were decided: explicit, pin, group, rule, auto …</summary>
    Mode,

    /// <summary>Steps that went up a tier because of what execution said, by the tier they went to.</summary>
    Raised,

    /// <summary>What guards found, by <c>secrets:TYPE</c>, <c>pii:TYPE</c>, <c>jailbreak:PLACE</c>; with <c>answer </c> before it where a model said it.</summary>
    Guard,

    /// <summary>Tries of a channel that gave an answer.</summary>
    ChannelOk,

    /// <summary>Tries of a channel that did not.</summary>
    ChannelFailed,

    /// <summary>Test runs that passed, by the tier of the model that worked before them.</summary>
    TestsPassed,

    /// <summary>Test runs that failed, likewise.</summary>
    TestsFailed,
}

/// <summary>A count; by hour where that was asked for.</summary>
/// <param name="Hour">Beginning of the hour; null for all of them together.</param>
public sealed record Tally(string Name, DateTimeOffset? Hour, long Count);

/// <summary>What one step adds to the tallies.</summary>
public static class StepTally
{
    // As a decision's detail begins such a reason. Quotes within a text are escaped there, so no words can look like it.
    private static readonly byte[] Raised = Encoding.UTF8.GetBytes("{\"code\":\"" + Core.Decisions.Reason.Raised + "\",");

    public static IEnumerable<(TallyKind Kind, string Name, long Count)> Of(StepRecord step)
    {
        if (step.Mode is { } mode)
        {
            // A rule that matched is counted as itself, whoever chose then: it has no models, or none of them could take the step.
            yield return (TallyKind.Mode, step.Rule is null ? mode : "rule", 1);
        }

        if (step.Rule is { } rule)
        {
            yield return (TallyKind.Rule, rule, 1);
        }

        if (step is { Tier: { } tier, DetailJson: { } detail } && detail.AsSpan().IndexOf(Raised) >= 0)
        {
            yield return (TallyKind.Raised, Core.Models.TierNames.Name(tier), 1);
        }

        foreach (var (channel, ok) in Tries(step))
        {
            yield return (ok ? TallyKind.ChannelOk : TallyKind.ChannelFailed, channel, 1);
        }

        foreach (var (name, count) in Found(step.DetailJson, ",\"guards\":"u8))
        {
            yield return (TallyKind.Guard, name, count);
        }

        foreach (var (name, count) in Found(step.DetailJson, ",\"answer_guards\":"u8))
        {
            yield return (TallyKind.Guard, "answer " + name, count);
        }
    }

    /// <summary>Channels that were tried, from <see cref="StepRecord.Attempts"/> (<c>model@channel result, …</c>) or the one that answered at once.</summary>
    private static IEnumerable<(string Channel, bool Ok)> Tries(StepRecord step)
    {
        if (step.Attempts is { Length: > 0 } attempts)
        {
            foreach (string attempt in attempts.Split(", "))
            {
                int end = attempt.LastIndexOf(' '), at = end < 0 ? -1 : attempt.LastIndexOf('@', end);
                if (at >= 0)
                {
                    yield return (attempt[(at + 1)..end], attempt.AsSpan(end + 1) is "ok");
                }
            }
        }
        else if (step is { Channel: { } channel, CacheHit: false, State: StepState.Answered or StepState.Truncated or StepState.Failed })
        {
            yield return (channel, step.State == StepState.Answered);
        }
    }

    // Types and numbers only: what was found is never written down.
    private static List<(string Name, long Count)> Found(byte[]? detail, ReadOnlySpan<byte> mark)
    {
        var found = new List<(string, long)>();
        if (detail is null || detail.AsSpan().LastIndexOf(mark) is not (>= 0 and var at))
        {
            return found;
        }

        var json = new Utf8JsonReader(detail.AsSpan(at + mark.Length));
        try
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndObject)
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.GetString() is { } name && json.Read() && json.TryGetInt64(out long count))
                {
                    found.Add((name, count));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Cut or foreign: nothing is counted of it.
        }

        return found;
    }
}
