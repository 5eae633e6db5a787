using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>
/// `POST /v1/coderoute/feedback`: reads the body, checks its shape, keeps it, and answers 202, or 400/404 with what is wrong.
/// </summary>
public sealed class FeedbackReceiver(LedgerWriter writer, ILedgerStore store, TimeProvider time)
{
    /// <param name="body">The request's body, JSON.</param>
    /// <param name="keyId">The sender's key; null for a caller without one.</param>
    public async Task<FeedbackReply> ReceiveAsync(ReadOnlyMemory<byte> body, string? keyId, CancellationToken cancellationToken)
    {
        var feedback = FeedbackBody.Read(body.Span, StepId.New("f_", time.GetUtcNow()), time.GetUtcNow(), keyId, out string? problem);
        if (feedback is null)
        {
            return new FeedbackReply(400, "invalid_feedback", problem, []);
        }

        // A verdict often comes right behind the answer it is about.
        await writer.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var receipt = await store.AddFeedbackAsync(feedback, cancellationToken).ConfigureAwait(false);
        return receipt is null
            ? new FeedbackReply(404, "decision_not_found", "No step is known for this decision_id, request_hash or session_id. Use the value of X-CodeRouter-Decision, -Request-Hash or -Session.", [])
            : new FeedbackReply(202, null, null, ReportJson.Write(json => Receipt(json, receipt, feedback)))
            {
                Success = feedback.Outcome == "success",
                Tracks = feedback.Outcome == "failure" || feedback is { Outcome: "success", IsClaim: false } ? await TracksAsync(receipt, keyId, cancellationToken).ConfigureAwait(false) : [],
            };
    }

    private async Task<IReadOnlyList<TrackName>> TracksAsync(FeedbackReceipt receipt, string? keyId, CancellationToken cancellationToken)
    {
        var tracks = new HashSet<TrackName>();
        foreach (string id in receipt.AppliedTo.Take(20))
        {
            if (await store.FindAsync(id, keyId, cancellationToken).ConfigureAwait(false) is { } step)
            {
                tracks.Add(new TrackName(step.KeyId ?? "", step.Session, step.Track));
            }
        }

        return [.. tracks];
    }

    private static void Receipt(Utf8JsonWriter json, FeedbackReceipt receipt, Feedback feedback)
    {
        json.WriteString("id", receipt.Id);
        json.WriteStartArray("applied_to");
        foreach (string id in receipt.AppliedTo)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteBoolean("is_verdict", !feedback.IsClaim);
        if (feedback.Ignored.Count > 0)
        {
            json.WriteStartArray("ignored");
            foreach (string name in feedback.Ignored)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        if (feedback.IsClaim)
        {
            json.WriteString("note", "Nothing was shown to have run, so no task counts as done or failed by this. Run the tests and send their counts: \"tests\": {\"passed\": 12, \"failed\": 0}.");
        }
    }
}

/// <summary>What to answer: 202 with <paramref name="Json"/>, else an error with code and message in the caller's shape.</summary>
public sealed record FeedbackReply(int Status, string? Code, string? Message, byte[] Json)
{
    /// <summary>It was a success rather than a failure or something in between.</summary>
    public bool Success { get; init; }

    /// <summary>Tracks the verdict is about: what they do next should know it.</summary>
    public IReadOnlyList<TrackName> Tracks { get; init; } = [];
}
