namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>
/// Steps, their tasks and sessions, roll-ups by hour and day, feedback. Times are microseconds since 1970, money 1e-12 dollars. Empty text stands
/// for "none" where a column is part of a key. Details lie apart: they are most of the bytes and no sum reads them.
/// </summary>
internal static class M01Ledger
{
    private const string Sums = """
        requests INTEGER NOT NULL, failed INTEGER NOT NULL, aborted INTEGER NOT NULL, truncated INTEGER NOT NULL,
        interrupted INTEGER NOT NULL, refused INTEGER NOT NULL, cache_hits INTEGER NOT NULL, input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL, cost_unknown INTEGER NOT NULL, usage_estimated INTEGER NOT NULL,
        baseline_unknown INTEGER NOT NULL, total_ms INTEGER NOT NULL, first_byte_ms INTEGER NOT NULL, first_bytes INTEGER NOT NULL,
        cost INTEGER NOT NULL, router_cost INTEGER NOT NULL, switch_cost INTEGER NOT NULL, baseline_cost INTEGER NOT NULL,
        baseline_compared_cost INTEGER NOT NULL, baseline_extra_cost INTEGER NOT NULL, interrupted_reserved INTEGER NOT NULL
        """;

    // A slot is the number of the hour or day since 1970, UTC.
    private const string RollUp = $"""
        slot INTEGER NOT NULL, key_id TEXT NOT NULL, model TEXT NOT NULL, phase TEXT NOT NULL, agent TEXT NOT NULL, tier TEXT NOT NULL,
        repository TEXT NOT NULL, baseline_model TEXT NOT NULL, {Sums},
        PRIMARY KEY (slot, key_id, model, phase, agent, tier, repository, baseline_model)
        """;

    public const string Sql = $"""
        CREATE TABLE step (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL, at INTEGER NOT NULL, session TEXT NOT NULL, track TEXT NOT NULL,
            agent TEXT, agent_confidence REAL, kind TEXT NOT NULL, phase TEXT NOT NULL, phase_confidence REAL,
            difficulty INTEGER, risk INTEGER, human_turn INTEGER,
            asked_model TEXT, model TEXT, upstream_model TEXT, channel TEXT, tier TEXT, dialect TEXT, upstream_dialect TEXT, stream INTEGER,
            mode TEXT, rule TEXT, reason TEXT, request_hash TEXT, request_bytes INTEGER, response_bytes INTEGER,
            input_tokens_estimated INTEGER, input_tokens INTEGER, cache_read_tokens INTEGER, cache_write_5m_tokens INTEGER,
            cache_write_1h_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER, usage_estimated INTEGER,
            cost INTEGER, estimated_cost INTEGER, baseline_model TEXT, baseline_cost INTEGER, router_cost INTEGER, switch_cost INTEGER,
            reserved INTEGER, status INTEGER, state TEXT NOT NULL, error_kind TEXT, error_message TEXT, error_id TEXT, attempts TEXT,
            first_byte_ms REAL, total_ms REAL, key_id TEXT, evidence_outcome TEXT, evidence_summary TEXT, cache_hit INTEGER, loss TEXT,
            repository TEXT, generation INTEGER,
            task INTEGER, baseline_extra INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX step_id ON step (id);
        CREATE INDEX step_at ON step (at);
        CREATE INDEX step_session ON step (session, at);
        CREATE INDEX step_hash ON step (request_hash) WHERE request_hash IS NOT NULL;
        CREATE INDEX step_error ON step (error_id) WHERE error_id IS NOT NULL;
        CREATE INDEX step_failed ON step (at) WHERE state <> 'answered';
        CREATE TABLE step_detail (seq INTEGER PRIMARY KEY, json BLOB NOT NULL);

        CREATE TABLE task (
            id INTEGER PRIMARY KEY, session TEXT NOT NULL, key_id TEXT NOT NULL, started_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
            opening_hash TEXT, human INTEGER NOT NULL, steps INTEGER NOT NULL, answered INTEGER NOT NULL, cost INTEGER NOT NULL,
            evidence INTEGER NOT NULL, feedback_outcome TEXT, feedback_source TEXT, feedback_weight INTEGER NOT NULL,
            verdict INTEGER NOT NULL
        );
        CREATE INDEX task_session ON task (session, started_at);
        CREATE INDEX task_started ON task (started_at);

        CREATE TABLE session (
            id TEXT NOT NULL, key_id TEXT NOT NULL, agent TEXT, repository TEXT, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
            last_model TEXT, last_phase TEXT, {Sums},
            PRIMARY KEY (id, key_id)
        ) WITHOUT ROWID;
        CREATE INDEX session_last ON session (last_at);

        CREATE TABLE usage_hour ({RollUp}) WITHOUT ROWID;
        CREATE TABLE usage_day ({RollUp}) WITHOUT ROWID;

        CREATE TABLE feedback (
            id TEXT PRIMARY KEY, at INTEGER NOT NULL, key_id TEXT NOT NULL, session TEXT, decision TEXT, outcome TEXT NOT NULL,
            source TEXT NOT NULL, fit TEXT, score REAL, passed INTEGER, failed INTEGER, errors INTEGER, skipped INTEGER, commit_hash TEXT,
            repository TEXT, note TEXT, idempotency_key TEXT, applied_to TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX feedback_once ON feedback (key_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX feedback_session ON feedback (session);
        """;
}
