namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>
/// Steps, their tasks and sessions, roll-ups by hour and day, feedback. Times are microseconds since 1970, money 1e-12 dollars. Empty text stands
/// for "none" where a column is part of a key. Roll-ups are kept in shards: gateways that add to one row at a time would wait for each other.
/// Numbers of steps and tasks are taken by the thousand, so that nobody asks for each.
/// </summary>
internal static class M01Ledger
{
    private const string Sums = """
        requests bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0, aborted bigint NOT NULL DEFAULT 0,
        truncated bigint NOT NULL DEFAULT 0, interrupted bigint NOT NULL DEFAULT 0, refused bigint NOT NULL DEFAULT 0,
        cache_hits bigint NOT NULL DEFAULT 0, input_tokens bigint NOT NULL DEFAULT 0, cached_input_tokens bigint NOT NULL DEFAULT 0,
        cache_write_tokens bigint NOT NULL DEFAULT 0, output_tokens bigint NOT NULL DEFAULT 0, reasoning_tokens bigint NOT NULL DEFAULT 0,
        cost_unknown bigint NOT NULL DEFAULT 0, usage_estimated bigint NOT NULL DEFAULT 0, baseline_unknown bigint NOT NULL DEFAULT 0,
        total_ms bigint NOT NULL DEFAULT 0, first_byte_ms bigint NOT NULL DEFAULT 0, first_bytes bigint NOT NULL DEFAULT 0,
        cost bigint NOT NULL DEFAULT 0, router_cost bigint NOT NULL DEFAULT 0, switch_cost bigint NOT NULL DEFAULT 0,
        baseline_cost bigint NOT NULL DEFAULT 0, baseline_compared_cost bigint NOT NULL DEFAULT 0, baseline_extra_cost bigint NOT NULL DEFAULT 0,
        interrupted_reserved bigint NOT NULL DEFAULT 0, billed bigint NOT NULL DEFAULT 0, baseline_compared_billed bigint NOT NULL DEFAULT 0
        """;

    // A slot is the number of the hour or day since 1970, UTC.
    private const string RollUp = $"""
        shard bigint NOT NULL DEFAULT 0, slot bigint NOT NULL, key_id text COLLATE "C" NOT NULL, model text COLLATE "C" NOT NULL, phase text COLLATE "C" NOT NULL,
        agent text COLLATE "C" NOT NULL, tier text COLLATE "C" NOT NULL, repository text COLLATE "C" NOT NULL, baseline_model text COLLATE "C" NOT NULL, {Sums},
        PRIMARY KEY (slot, key_id, model, phase, agent, tier, repository, baseline_model, shard)
        """;

    public const string Sql = $"""
        CREATE SEQUENCE step_block;
        CREATE SEQUENCE task_block;
        CREATE TABLE step (
            seq bigint NOT NULL,
            id text COLLATE "C" NOT NULL, at bigint NOT NULL, session text COLLATE "C" NOT NULL, track text NOT NULL,
            agent text COLLATE "C", agent_confidence double precision, kind text NOT NULL, phase text COLLATE "C" NOT NULL, phase_confidence double precision,
            difficulty bigint, risk bigint, human_turn bigint,
            asked_model text, model text COLLATE "C", upstream_model text, channel text, tier text COLLATE "C", dialect text, upstream_dialect text, stream bigint,
            mode text, rule text, reason text, request_hash text COLLATE "C", request_bytes bigint, response_bytes bigint,
            input_tokens_estimated bigint, input_tokens bigint, cache_read_tokens bigint, cache_write_5m_tokens bigint,
            cache_write_1h_tokens bigint, output_tokens bigint, reasoning_tokens bigint, usage_estimated bigint,
            cost bigint, estimated_cost bigint, baseline_model text COLLATE "C", baseline_cost bigint, router_cost bigint, switch_cost bigint,
            reserved bigint, status bigint, state text COLLATE "C" NOT NULL, error_kind text, error_message text, error_id text COLLATE "C", attempts text,
            first_byte_ms double precision, total_ms double precision, key_id text COLLATE "C", evidence_outcome text, evidence_summary text,
            cache_hit bigint, loss text, repository text COLLATE "C", generation bigint, token_group text, billed bigint,
            task bigint, baseline_extra bigint NOT NULL
        );
        CREATE UNIQUE INDEX step_id ON step (id);
        CREATE INDEX step_at ON step (at);
        CREATE INDEX step_session ON step (session, at);
        CREATE INDEX step_hash ON step (request_hash) WHERE request_hash IS NOT NULL;
        CREATE INDEX step_error ON step (error_id) WHERE error_id IS NOT NULL;
        CREATE INDEX step_failed ON step (at) WHERE state <> 'answered';
        CREATE TABLE step_detail (seq bigint PRIMARY KEY, at bigint NOT NULL, json bytea NOT NULL);
        CREATE INDEX step_detail_at ON step_detail (at);

        CREATE TABLE task (
            id bigint PRIMARY KEY, session text COLLATE "C" NOT NULL, key_id text COLLATE "C" NOT NULL, started_at bigint NOT NULL, last_at bigint NOT NULL,
            opening_hash text, human bigint NOT NULL, steps bigint NOT NULL, answered bigint NOT NULL, cost bigint NOT NULL,
            since_raise bigint NOT NULL DEFAULT 0, tier text, evidence bigint NOT NULL, feedback_outcome text, feedback_source text,
            feedback_weight bigint NOT NULL DEFAULT 0, verdict bigint NOT NULL
        );
        CREATE INDEX task_session ON task (session, key_id, started_at);
        CREATE INDEX task_started ON task (started_at) INCLUDE (verdict, human, cost, key_id);

        CREATE TABLE session (
            id text COLLATE "C" NOT NULL, key_id text COLLATE "C" NOT NULL, agent text, repository text, first_at bigint NOT NULL, last_at bigint NOT NULL,
            last_model text, last_phase text, {Sums},
            PRIMARY KEY (id, key_id)
        );
        CREATE INDEX session_last ON session (last_at);

        CREATE TABLE usage_hour ({RollUp});
        CREATE TABLE usage_day ({RollUp});
        CREATE TABLE group_day (
            token_group text COLLATE "C" NOT NULL, slot bigint NOT NULL, shard bigint NOT NULL DEFAULT 0, cost bigint NOT NULL, billed bigint NOT NULL, tokens bigint NOT NULL,
            PRIMARY KEY (token_group, slot, shard)
        );

        CREATE TABLE feedback (
            id text COLLATE "C" PRIMARY KEY, at bigint NOT NULL, key_id text COLLATE "C" NOT NULL, session text COLLATE "C", decision text, outcome text NOT NULL,
            source text NOT NULL, fit text, score double precision, passed bigint, failed bigint, errors bigint, skipped bigint, commit_hash text,
            repository text, note text, idempotency_key text, applied_to text NOT NULL
        );
        CREATE UNIQUE INDEX feedback_once ON feedback (key_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX feedback_session ON feedback (session);
        """;
}
