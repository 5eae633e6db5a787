using System.Text;
using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>The members of a step's detail, put beside those of its row. What is not an object of JSON is left out: a report must stay one.</summary>
internal static class DetailMembers
{
    // Names the row has already: two members of one name would leave it to the reader which one counts.
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "decision_id", "id", "at", "state", "status", "session_id", "track", "agent", "agent_confidence", "kind", "phase", "phase_confidence", "difficulty",
        "risk", "human_turn", "asked_model", "model", "upstream_model", "channel", "tier", "dialect", "upstream_dialect", "stream", "mode", "decision", "rule",
        "reason", "request_hash", "request_bytes", "response_bytes", "input_tokens_estimated", "usage", "cost_usd", "estimated_cost_usd", "reserved_usd",
        "baseline_model", "baseline_cost_usd", "router_cost_usd", "switch_cost_usd", "attempts", "first_byte_ms", "total_ms", "key_id", "cache_hit", "loss",
        "repository", "generation", "error", "evidence", "task",
    };

    public static void WriteTo(Utf8JsonWriter json, byte[]? detail)
    {
        if (detail is null)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(detail);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!Taken.Contains(member.Name))
                {
                    member.WriteTo(json);
                }
            }
        }
        catch (JsonException)
        {
            json.WriteString("detail", Encoding.UTF8.GetString(detail));
        }
    }
}
