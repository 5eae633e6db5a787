using System.Text.Json;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>What was learned, and up to which place of the books: together, so that nothing is learned twice.</summary>
/// <param name="Step">Place of the last step that counts.</param>
/// <param name="Feedback">Id of the last feedback that counts.</param>
public sealed record LearnedNote(long Step, string Feedback, IReadOnlyList<SuccessTally> Tallies)
{
    public const string Name = "learned";

    public byte[] Write() => ReportJson.Write(json =>
    {
        json.WriteNumber("step", Step);
        json.WriteString("feedback", Feedback);
        json.WriteStartArray("tallies");
        foreach (var tally in Tallies)
        {
            Write(json, tally);
        }

        json.WriteEndArray();
    });

    /// <summary>Null where there is none, or none that can be read: then the books are read again.</summary>
    public static LearnedNote? Read(byte[]? note)
    {
        if (note is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(note);
            var root = document.RootElement;
            return new LearnedNote(
                root.GetProperty("step").GetInt64(),
                root.GetProperty("feedback").GetString() ?? "",
                [.. root.GetProperty("tallies").EnumerateArray().Select(ReadTally).OfType<SuccessTally>()]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary><c>[model, phase, scope, good, bad, seconds since 1970]</c></summary>
    internal static void Write(Utf8JsonWriter json, SuccessTally tally)
    {
        json.WriteStartArray();
        json.WriteStringValue(tally.Model);
        json.WriteStringValue(tally.Phase.Name());
        json.WriteStringValue(tally.Scope);
        json.WriteNumberValue(tally.Successes);
        json.WriteNumberValue(tally.Failures);
        json.WriteNumberValue(tally.At.ToUnixTimeSeconds());
        json.WriteEndArray();
    }

    internal static SuccessTally? ReadTally(JsonElement tally) => StepNames.ParsePhase(tally[1].GetString()) is { } phase
        ? new SuccessTally(tally[0].GetString()!, phase, tally[2].GetString()!, tally[3].GetDouble(), tally[4].GetDouble(), DateTimeOffset.FromUnixTimeSeconds(tally[5].GetInt64()))
        : null;
}
