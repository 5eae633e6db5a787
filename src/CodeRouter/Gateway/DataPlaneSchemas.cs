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
            "id": {"type": "string"}, "applied_to": {"type": "array", "items": {"type": "string"}, "description": "Ids of the decisions it was about"}, "is_verdict": {"type": "boolean", "description": "False for a claim of which nothing was shown to have run"}, "ignored": {"type": "array", "items": {"type": "string"}, "description": "Members of the body that are not known: look whether one is misspelt"}, "note": {"type": "string"}}},
          "Usage": {"type": "object", "required": ["totals", "counterfactual", "tasks", "groups"], "properties": {
            "totals": {"$ref": "#/components/schemas/UsageSums"},
            "counterfactual": {"type": "object", "required": ["baseline_model", "cost_usd_low", "cost_usd_high", "method"], "properties": {
              "baseline_model": {"type": ["string", "null"]}, "baseline_models": {"type": "array", "items": {"type": "string"}, "description": "Those the steps were compared with"},
              "cost_usd_low": {"type": ["number", "null"]}, "cost_usd_high": {"type": ["number", "null"]}, "compared_cost_usd": {"type": ["number", "null"], "description": "What the compared steps cost, and routing with them"},
              "savings_usd_low": {"type": ["number", "null"]}, "savings_usd_high": {"type": ["number", "null"]}, "savings_percent_low": {"type": ["number", "null"]}, "savings_percent_high": {"type": ["number", "null"]},
              "not_compared": {"type": "integer", "description": "Steps whose cost or baseline cost is unknown"}, "method": {"type": "string"}}},
            "tasks": {"type": "object", "required": ["successful", "failed", "no_verdict"], "properties": {
              "successful": {"type": "integer"}, "failed": {"type": "integer"}, "no_verdict": {"type": "integer"}, "cost_usd": {"type": ["number", "null"]}, "judged_cost_usd": {"type": ["number", "null"]}, "cost_per_successful_task_usd": {"type": ["number", "null"]}}},
            "classifier": {"type": "object", "additionalProperties": true, "description": "How the small model that judges phases did since the start; for callers without a key, where one is configured"},
            "limits": {"type": "array", "description": "For a caller with a key: its budgets and its group's", "items": {"type": "object", "required": ["of", "limit", "most", "used", "left"], "properties": {
              "of": {"type": "string", "enum": ["key", "group"]}, "limit": {"type": "string", "description": "Such as budget_usd_per_day"}, "most": {"type": "number"}, "used": {"type": "number"}, "left": {"type": "number"}, "frees_at": {"type": "string", "format": "date-time"}}}},
            "last": {"type": "object", "description": "Of the one session that was asked for: its newest step", "properties": {"at": {"type": "string"}, "decision_id": {"type": "string"}, "model": {"type": ["string", "null"]}, "phase": {"type": "string"}, "reason": {"type": ["string", "null"]}}},
            "group_by": {"type": "string"},
            "groups": {"type": "array", "description": "Empty without group_by", "items": {"$ref": "#/components/schemas/UsageSums"}}}},
          "UsageSums": {"type": "object", "required": ["requests", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "cost_usd", "cost_unknown"], "properties": {
            "name": {"type": ["string", "null"], "description": "Of a group; it also stands under the group's own word, one of the ten that follow"},
            "session_id": {"type": ["string", "null"]}, "model": {"type": ["string", "null"]}, "phase": {"type": ["string", "null"]}, "key": {"type": ["string", "null"]}, "user": {"type": ["string", "null"]}, "team": {"type": ["string", "null"]}, "repo": {"type": ["string", "null"]}, "agent": {"type": ["string", "null"]}, "tier": {"type": ["string", "null"]}, "day": {"type": ["string", "null"]},
            "requests": {"type": "integer"}, "input_tokens": {"type": "integer"}, "cached_input_tokens": {"type": "integer"}, "cache_write_tokens": {"type": "integer"}, "total_input_tokens": {"type": "integer"},
            "output_tokens": {"type": "integer"}, "reasoning_tokens": {"type": "integer"}, "cost_usd": {"type": ["number", "null"], "description": "At list price; null where no cost is known"}, "billed_usd": {"type": ["number", "null"], "description": "What keys are charged: the cost times their group's ratio"},
            "cost_unknown": {"type": "integer", "description": "Answered calls whose cost is unknown; they are not in cost_usd"},
            "reported": {"type": "integer", "description": "Calls whose reseller said what it charged"}, "reported_cost_usd": {"type": ["number", "null"]}, "reported_compared_cost_usd": {"type": ["number", "null"], "description": "The same calls at list price"},
            "router_cost_usd": {"type": "number"}, "switch_cost_usd": {"type": "number"}, "baseline_cost_usd": {"type": "number"},
            "failed": {"type": "integer"}, "aborted": {"type": "integer"}, "truncated": {"type": "integer"}, "refused": {"type": "integer"}, "interrupted": {"type": "integer"}, "reserved_usd": {"type": "number"},
            "cache_hits": {"type": "integer"}, "usage_estimated": {"type": "integer", "description": "Answers whose tokens were counted here"}, "mean_first_byte_ms": {"type": ["number", "null"]}}},
          "Reason": {"type": "object", "required": ["code", "text"], "properties": {"code": {"type": "string"}, "text": {"type": "string"}}},
          "Candidate": {"type": "object", "required": ["model", "tier"], "properties": {
            "model": {"type": "string"}, "tier": {"type": "string"}, "step_usd": {"type": ["number", "null"], "description": "This step"}, "expected_usd": {"type": ["number", "null"], "description": "To a finished task"},
            "success": {"type": ["number", "null"]}, "warm_tokens": {"type": "integer", "description": "What its prompt cache holds"}, "note": {"type": "string"}}},
          "Rejected": {"type": "object", "required": ["model", "why"], "properties": {"model": {"type": "string"}, "why": {"type": "string"}}},
          "Explained": {"type": "object", "required": ["decision_id", "decision", "model", "tier", "reasoning", "phase", "signals", "candidates", "reasons"], "properties": {
            "decision_id": {"type": "string"}, "decision": {"type": ["string", "null"], "description": "The matched rule"}, "model": {"type": ["string", "null"]}, "tier": {"type": ["string", "null"]}, "reasoning": {"type": "boolean"},
            "phase": {"type": "string"}, "kind": {"type": "string"}, "agent": {"type": ["string", "null"]}, "headline": {"type": ["string", "null"], "description": "Why, in one line"}, "request_hash": {"type": "string"},
            "cost_usd": {"type": ["number", "null"]}, "baseline_model": {"type": ["string", "null"]}, "baseline_cost_usd": {"type": ["number", "null"]}, "fallbacks": {"type": "array", "items": {"type": "string"}},
            "guards": {"type": "object", "properties": {"would": {"type": "string", "enum": ["pass", "redact", "route", "block"]}, "found": {"type": "object", "additionalProperties": {"type": "integer"}}, "redacted": {"type": "integer"}, "refusal": {"type": ["string", "null"]}, "local_only": {"type": ["string", "null"]}}},
            "upstream_dialect": {"type": "string"}, "losses": {"type": "array", "items": {"type": "string"}, "description": "What the translation to the model would leave out"}, "refusal": {"type": "string"},
            "mode": {"type": "string"}, "propensity": {"type": "number"}, "would_have_chosen": {"type": "string", "description": "Where routing only observes"},
            "prices": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": true}}, "phase_table": {"type": "array", "items": {"type": "object", "additionalProperties": true}}, "step": {"type": "object", "additionalProperties": true, "description": "What was read from the request"},
            "signals": {"type": "object", "additionalProperties": true}, "candidates": {"type": "array", "items": {"$ref": "#/components/schemas/Candidate"}},
            "candidates_left_out": {"type": "integer", "description": "How many more were weighed; the books keep the best"}, "rejected": {"type": "array", "items": {"$ref": "#/components/schemas/Rejected"}}, "rejected_left_out": {"type": "integer"}, "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}}},
          "Decision": {"type": "object", "additionalProperties": true, "required": ["decision_id", "at", "state", "status", "phase", "cost_usd"], "description": "What else was noted of the step (guards, cache, classifier, situation …) stands beside these members.", "properties": {
            "decision_id": {"type": "string"}, "id": {"type": "string", "description": "The same"}, "at": {"type": "string", "format": "date-time"}, "state": {"type": "string", "description": "running, answered, truncated, aborted, failed, refused or interrupted"}, "status": {"type": ["integer", "null"]}, "session_id": {"type": ["string", "null"]},
            "agent": {"type": ["string", "null"]}, "kind": {"type": "string"}, "phase": {"type": "string"}, "phase_confidence": {"type": "number"}, "asked_model": {"type": ["string", "null"]}, "model": {"type": ["string", "null"]},
            "upstream_model": {"type": ["string", "null"]},
            "channel": {"type": ["string", "null"]}, "tier": {"type": ["string", "null"]}, "dialect": {"type": "string"}, "upstream_dialect": {"type": ["string", "null"]}, "stream": {"type": "boolean"}, "mode": {"type": ["string", "null"]},
            "decision": {"type": ["string", "null"], "description": "The matched rule"}, "rule": {"type": ["string", "null"], "description": "The same"}, "attempts": {"type": ["string", "null"]}, "loss": {"type": ["string", "null"]}, "repository": {"type": ["string", "null"]}, "key_id": {"type": ["string", "null"]},
            "usage": {"type": "object", "additionalProperties": true}, "estimated_cost_usd": {"type": ["number", "null"]}, "reserved_usd": {"type": ["number", "null"]}, "router_cost_usd": {"type": ["number", "null"]}, "switch_cost_usd": {"type": ["number", "null"]},
            "first_byte_ms": {"type": ["number", "null"]}, "total_ms": {"type": ["number", "null"]}, "request_hash": {"type": ["string", "null"]}, "error": {"type": ["object", "null"]}, "evidence": {"type": "object", "additionalProperties": true}, "task": {"type": ["object", "null"]},
            "reason": {"type": ["string", "null"]}, "cost_usd": {"type": ["number", "null"], "description": "Null is unknown"},
            "baseline_model": {"type": ["string", "null"]}, "baseline_cost_usd": {"type": ["number", "null"]}, "cache_hit": {"type": "boolean"}, "signals": {"type": "object", "additionalProperties": true},
            "candidates": {"type": "array", "items": {"$ref": "#/components/schemas/Candidate"}}, "rejected": {"type": "array", "items": {"$ref": "#/components/schemas/Rejected"}}, "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}}},
          "Health": {"type": "object", "required": ["status", "uptime_s", "providers", "db"], "properties": {
            "status": {"type": "string"}, "version": {"type": "string"}, "uptime_s": {"type": "number"}, "routing_paused": {"type": "boolean"}, "config_generation": {"type": "integer"},
            "providers": {"type": "array", "items": {"type": "object", "required": ["name", "state"], "properties": {"name": {"type": "string"}, "api_format": {"type": "string"}, "state": {"type": "string"}, "last_ok": {"type": ["string", "null"]}, "retry_in_s": {"type": "number"},
              "first_content_ms": {"type": "number"}, "error_rate": {"type": "number"}, "quota": {"type": "object", "additionalProperties": true, "description": "Of a subscription: its windows"}}}},
            "db": {"type": "object", "additionalProperties": true}, "embedder": {"type": "object", "additionalProperties": true}, "index": {"type": ["object", "null"]}}},
          "Failure": {"type": "object", "additionalProperties": true, "description": "In the caller's own format: OpenAI's {\"error\": {message, type, param, code}}, Anthropic's or Gemini's. The message ends with the remedy and an id."}
        }
        """)!;
}
