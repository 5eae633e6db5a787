using System.Text.Json.Nodes;

namespace CodeRouter.Gateway;

/// <summary>The shapes that are ours outside the administration, as JSON Schema: what is the vendors' own is described by them.</summary>
internal static class DataPlaneSchemas
{
    public static JsonNode All() => JsonNode.Parse("""
        {
          "Feedback": {"type": "object", "required": ["outcome"], "description": "One of session_id, decision_id and request_hash says what was judged.", "properties": {
            "session_id": {"type": "string", "description": "The value of X-CodeRouter-Session"}, "decision_id": {"type": "string"}, "request_hash": {"type": "string"},
            "outcome": {"type": "string", "enum": ["success", "failure", "partial", "cancelled"]},
            "source": {"type": "string", "enum": ["tests", "user", "ci", "lint", "build", "agent"], "default": "user"},
            "verdict": {"type": "string", "enum": ["good_fit", "underpowered", "overprovisioned", "failed"]},
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "tests": {"type": "object", "properties": {"passed": {"type": "integer"}, "failed": {"type": "integer"}, "errors": {"type": "integer"}, "skipped": {"type": "integer"}}},
            "commit": {"type": "string"}, "repo": {"type": "string"}, "note": {"type": "string"}, "idempotency_key": {"type": "string", "description": "The same one twice counts once"}}},
          "FeedbackTaken": {"type": "object", "required": ["id", "applied_to", "is_verdict"], "properties": {
            "id": {"type": "string"}, "applied_to": {"type": "array", "items": {"type": "string"}}, "is_verdict": {"type": "boolean", "description": "False for a claim of which nothing was shown to have run"}, "note": {"type": "string"}}},
          "Usage": {"type": "object", "required": ["totals", "counterfactual", "tasks", "groups"], "properties": {
            "totals": {"$ref": "#/components/schemas/UsageSums"},
            "counterfactual": {"type": "object", "required": ["baseline_model", "cost_usd_low", "cost_usd_high", "method"], "properties": {
              "baseline_model": {"type": ["string", "null"]}, "cost_usd_low": {"type": ["number", "null"]}, "cost_usd_high": {"type": ["number", "null"]},
              "savings_usd_low": {"type": ["number", "null"]}, "savings_usd_high": {"type": ["number", "null"]}, "savings_percent_low": {"type": ["number", "null"]}, "savings_percent_high": {"type": ["number", "null"]},
              "not_compared": {"type": "integer", "description": "Steps whose cost or baseline cost is unknown"}, "method": {"type": "string"}}},
            "tasks": {"type": "object", "required": ["successful", "failed", "no_verdict"], "properties": {
              "successful": {"type": "integer"}, "failed": {"type": "integer"}, "no_verdict": {"type": "integer"}, "cost_usd": {"type": ["number", "null"]}, "judged_cost_usd": {"type": ["number", "null"]}, "cost_per_successful_task_usd": {"type": ["number", "null"]}}},
            "group_by": {"type": "string"},
            "groups": {"type": "array", "description": "Empty without group_by", "items": {"$ref": "#/components/schemas/UsageSums"}}}},
          "UsageSums": {"type": "object", "required": ["requests", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "cost_usd", "cost_unknown"], "properties": {
            "name": {"type": ["string", "null"], "description": "Of a group; it also stands under the group's own word"},
            "requests": {"type": "integer"}, "input_tokens": {"type": "integer"}, "cached_input_tokens": {"type": "integer"}, "cache_write_tokens": {"type": "integer"}, "total_input_tokens": {"type": "integer"},
            "output_tokens": {"type": "integer"}, "reasoning_tokens": {"type": "integer"}, "cost_usd": {"type": "number"}, "billed_usd": {"type": "number"},
            "cost_unknown": {"type": "integer", "description": "Answered calls whose cost is unknown; they are not in cost_usd"},
            "router_cost_usd": {"type": "number"}, "switch_cost_usd": {"type": "number"}, "baseline_cost_usd": {"type": "number"},
            "failed": {"type": "integer"}, "aborted": {"type": "integer"}, "truncated": {"type": "integer"}, "refused": {"type": "integer"}, "interrupted": {"type": "integer"}, "reserved_usd": {"type": "number"},
            "cache_hits": {"type": "integer"}, "mean_first_byte_ms": {"type": ["number", "null"]}}},
          "Reason": {"type": "object", "required": ["code", "text"], "properties": {"code": {"type": "string"}, "text": {"type": "string"}}},
          "Candidate": {"type": "object", "required": ["model", "tier"], "properties": {
            "model": {"type": "string"}, "tier": {"type": "string"}, "step_usd": {"type": ["number", "null"], "description": "This step"}, "expected_usd": {"type": ["number", "null"], "description": "To a finished task"},
            "success": {"type": ["number", "null"]}, "warm_tokens": {"type": "integer", "description": "What its prompt cache holds"}, "note": {"type": "string"}}},
          "Rejected": {"type": "object", "required": ["model", "why"], "properties": {"model": {"type": "string"}, "why": {"type": "string"}}},
          "Explained": {"type": "object", "required": ["decision_id", "decision", "model", "tier", "reasoning", "phase", "signals", "candidates", "reasons"], "properties": {
            "decision_id": {"type": "string"}, "decision": {"type": ["string", "null"], "description": "The matched rule"}, "model": {"type": ["string", "null"]}, "tier": {"type": ["string", "null"]}, "reasoning": {"type": "boolean"},
            "phase": {"type": "string"}, "cost_usd": {"type": ["number", "null"]}, "baseline_model": {"type": ["string", "null"]}, "baseline_cost_usd": {"type": ["number", "null"]},
            "signals": {"type": "object", "additionalProperties": true}, "candidates": {"type": "array", "items": {"$ref": "#/components/schemas/Candidate"}},
            "rejected": {"type": "array", "items": {"$ref": "#/components/schemas/Rejected"}}, "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}}},
          "Decision": {"type": "object", "required": ["decision_id", "at", "state", "status", "phase", "cost_usd"], "properties": {
            "decision_id": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "state": {"type": "string"}, "status": {"type": ["integer", "null"]}, "session_id": {"type": ["string", "null"]},
            "agent": {"type": ["string", "null"]}, "kind": {"type": "string"}, "phase": {"type": "string"}, "phase_confidence": {"type": "number"}, "asked_model": {"type": ["string", "null"]}, "model": {"type": ["string", "null"]},
            "channel": {"type": ["string", "null"]}, "tier": {"type": ["string", "null"]}, "reason": {"type": ["string", "null"]}, "cost_usd": {"type": ["number", "null"], "description": "Null is unknown"},
            "baseline_model": {"type": ["string", "null"]}, "baseline_cost_usd": {"type": ["number", "null"]}, "cache_hit": {"type": "boolean"}, "signals": {"type": "object", "additionalProperties": true},
            "candidates": {"type": "array", "items": {"$ref": "#/components/schemas/Candidate"}}, "rejected": {"type": "array", "items": {"$ref": "#/components/schemas/Rejected"}}, "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}}},
          "Health": {"type": "object", "required": ["status", "uptime_s", "providers", "db"], "properties": {
            "status": {"type": "string"}, "version": {"type": "string"}, "uptime_s": {"type": "number"}, "routing_paused": {"type": "boolean"},
            "providers": {"type": "array", "items": {"type": "object", "required": ["name", "state"], "properties": {"name": {"type": "string"}, "state": {"type": "string"}, "last_ok": {"type": ["string", "null"]}, "retry_in_s": {"type": "number"}}}},
            "db": {"type": "object", "additionalProperties": true}, "index": {"type": ["object", "null"]}}}
        }
        """)!;
}
