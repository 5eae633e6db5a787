using System.Text.Json;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>Reads a feedback's JSON. A known member of the wrong kind is said by name; one that is not known is passed over and named in the answer.</summary>
internal static class FeedbackBody
{
    private static readonly string[] Outcomes = ["success", "failure", "partial", "cancelled"];
    private static readonly string[] Sources = ["tests", "user", "ci", "lint", "build", "agent"];
    private static readonly string[] Members = ["session_id", "decision_id", "request_hash", "outcome", "source", "verdict", "score", "tests", "commit", "repo", "note", "idempotency_key"];
    private static readonly string[] Fits = ["good_fit", "underpowered", "overprovisioned", "failed"];

    public static Feedback? Read(ReadOnlySpan<byte> body, string id, DateTimeOffset at, string? keyId, out string? problem)
    {
        problem = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read() || document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = "The body must be one JSON object.";
                return null;
            }

            return Read(document.RootElement, id, at, keyId);
        }
        catch (JsonException)
        {
            problem = "The body is not JSON. Send an object such as {\"session_id\":\"…\",\"outcome\":\"success\",\"source\":\"tests\"}.";
            return null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: well-formed JSON that is no text.
            problem = "A text holds characters that are not Unicode.";
            return null;
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private static Feedback Read(JsonElement root, string id, DateTimeOffset at, string? keyId)
    {
        string? session = Text(root, "session_id") is { } named ? CallerName.Of(named) : null;
        string? decision = Text(root, "decision_id") ?? Text(root, "request_hash");
        if (session is null && decision is null)
        {
            throw new FormatException("Say what was judged: decision_id, request_hash or session_id.");
        }

        var tests = root.TryGetProperty("tests", out var element) && element.ValueKind != JsonValueKind.Null ? element : (JsonElement?)null;
        if (tests is { ValueKind: not JsonValueKind.Object })
        {
            throw new FormatException("tests must be an object with passed, failed, errors, skipped.");
        }

        var feedback = new Feedback
        {
            Id = id,
            At = at,
            KeyId = keyId,
            Session = session,
            Decision = decision,
            Outcome = Word(root, "outcome", Outcomes) ?? throw new FormatException($"outcome is missing. Use one of {string.Join(", ", Outcomes)}."),
            Source = Word(root, "source", Sources) ?? "user",
            Fit = Word(root, "verdict", Fits),
            Score = Score(root),
            Passed = Count(tests, "passed"),
            Failed = Count(tests, "failed"),
            Errors = Count(tests, "errors"),
            Skipped = Count(tests, "skipped"),
            Commit = Text(root, "commit"),
            Repository = Text(root, "repo"),
            Note = Text(root, "note"),
            IdempotencyKey = Text(root, "idempotency_key"),
            Ignored = [.. root.EnumerateObject().Select(static m => m.Name).Where(static name => !Members.Contains(name)).Take(20)],
        };
        return feedback is { Outcome: "success", Failed: > 0 } or { Outcome: "success", Errors: > 0 }
            ? throw new FormatException("outcome is success, but tests.failed or tests.errors is not 0. Send failure, or partial where the rest is of no concern.")
            : feedback;
    }

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        const int Longest = 4000;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= Longest } text
            ? text
            : throw new FormatException($"{name} must be a text of 1 to {Longest} characters.");
    }

    private static string? Word(JsonElement root, string name, string[] words) =>
        Text(root, name) is not { } word ? null
        : Array.IndexOf(words, word) >= 0 ? word
        : throw new FormatException($"{name} is \"{word}\". Use one of {string.Join(", ", words)}.");

    private static double? Score(JsonElement root)
    {
        if (!root.TryGetProperty("score", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1 and var score
            ? score
            : throw new FormatException("score must be a number from 0 to 1.");
    }

    private static int? Count(JsonElement? tests, string name)
    {
        if (tests is not { } counts || !counts.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= 0
            ? count
            : throw new FormatException($"tests.{name} must be a whole number, 0 or more.");
    }
}
