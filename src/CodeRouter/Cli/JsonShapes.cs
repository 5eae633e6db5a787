namespace CodeRouter.Cli;

/// <summary>What <c>--json</c> prints, verb by verb, for whoever reads it by a program. <c>…</c> stands for more of the kind.</summary>
internal static class JsonShapes
{
    private const string Key = "{id, masked, name, group, user, team, role, state, created_at, expires_at, revoked_at, budget_usd, budget_usd_per_day, …, concurrent_requests, models, addresses, revision}";
    private const string Group = "{name, description, budget_usd, …, concurrent_requests, models, ratio, created_at, revision}";
    private const string Channel = "{name, api_format, base_url, enabled, weight, priority, models: [NAME]";
    private const string SetUp = "{host, changed, files: [{path, changed, backup}], notes: [LINE]}; with --print, content instead of backup";
    private const string Plan = "{host, switching: model_switch or prompt_strategy, tasks: [{id, type, title, dependencies: [ID], capability_class, model, phase, difficulty, confidence, cost_usd, reason, prompt, done_check}], risk: [WORD], advice: [LINE], cost_usd}";
    private const string Sums = "{requests, cost_usd, savings_usd, savings_percent, tasks, successes, failures, escalated, success_rate, mean_first_byte_ms}";

    private static readonly Dictionary<string, string> ByVerb = new(StringComparer.Ordinal)
    {
        ["demo"] = "{simulated, steps: [{agent, dialect, kind, phase, model, tier, cost_usd, predicted_cost_usd, reason}], dialects: [NAME], cost_usd, baseline_model, baseline_cost_usd, savings_percent, prediction_off_median}; only with --exit",
        ["check"] = "{ok, errors: [{path, line, value, message, remedy}], warnings: [the same]}",
        ["doctor"] = "{ok, checks: [{what, state: ok or failed, detail, remedy}]}",
        ["detect-host"] = "{host, confidence, marks: [TEXT], capabilities: {dynamic_switch, subagent_model, prompt_files, repo_instructions, settings, environment, context_management}, session, setup: [LINE]}",
        ["setup"] = SetUp,
        ["hooks"] = SetUp,
        ["explain"] = Plan + "; with --request what POST /v1/coderoute/explain answers",
        ["plan"] = Plan,
        ["run"] = "{host, tasks: [{id, type, title, outcome: success, failed, skipped or prompt_strategy, attempts: [{model, tier, verified, cost_usd, seconds}], note}], outcome, cost_usd, diff, problem}",
        ["report"] = "{id, applied_to: [DECISION], is_verdict, note}, as POST /v1/coderoute/feedback answers",
        ["stats"] = $"{{totals: {Sums}, by_model: [{{model, the same}}], by_phase: [{{phase, …}}], by_repo: [{{repo, …}}], top_performers: […], bottom_performers: […], blended: {{phases: [{{phase, requests, share, tokens, models: [{{model, share, cost_per_1m_usd}}], cost_per_1m_usd, baseline_per_1m_usd, saved_percent, cost_unknown}}], weighted_average, baseline_model, what_if: {{cost_usd, cost_per_1m_usd}} where asked}}, routing: {{helps, text}}, runs: [{{model, host, task_type, capability_class, attempts, successes, failures, success_rate, mean_seconds, cost_usd}}]}}",
        ["index"] = "{repo, files, symbols, edges, seconds, files_per_second, updated, skipped: [{path, reason}]}",
        ["impact"] = "one line for each FILE: {file, symbol, direct: [PATH], transitive, depth, breadth, tests: [PATH], public, cross_module, hot_spot, commits, authors, impact, reasons: [TEXT], us}",
        ["keys create"] = Key[..^1] + ", key}: the only time that the key itself is shown",
        ["keys list"] = $"{{keys: [{Key[..^1]}, used: {{BUDGET: AMOUNT}}}}]}}",
        ["keys revoke"] = "{id, revoked}",
        ["keys set"] = Key,
        ["keys rotate"] = "as keys create",
        ["groups create"] = Group,
        ["groups list"] = $"{{groups: [{Group[..^1]}, used: {{BUDGET: AMOUNT}}}}]}}",
        ["groups set"] = "as groups create",
        ["groups remove"] = "{name, removed}",
        ["channels list"] = $"{{channels: [{Channel}}}]}}",
        ["channels test"] = $"{{channels: [{Channel}, ok, ms, says}}]}}",
        ["backup"] = "{file, bytes}",
        ["restore"] = "{store, from, kept}: kept is where the store lies that was there before, or null",
        ["forget"] = "{deleted: {TABLE: ROWS}}",
        ["pause"] = "{paused, changed, store, served}",
        ["resume"] = "{paused, changed, store, served}",
        ["catalog update"] = "{models, added, prices_changed, used, date}",
        ["import litellm"] = "{yaml, notes: [{path, says}]}",
        ["migrate"] = "{moved}",
        ["replay"] = "{pool: [NAME], scaffold, verifier: {accept_right, accept_wrong}, policies: [{name, tasks, solved, solve_rate, cost_usd, cost_per_task, cost_per_solved, ci95: {solve_rate: [LOW, HIGH], cost_per_solved: [LOW, HIGH]}, chains: {TASK: [MODEL]}}]}; with --ledger {policy, decisions, same, without_inputs, not_comparable, priced, expected_usd_then, expected_usd_now, prediction_off_median, outcomes: {turns, different, untried, then, ips, snips, doubly_robust, each {solve_rate, ci95: [LOW, HIGH], effective_turns}}, different: [{decision_id, was, now}]}; with --sessions {simulated, sessions, seed, policies: [{name, turns, solved, solve_rate, cost_usd, cost_per_solved, steps, switches, prediction_off_median}]}",
    };

    public static IReadOnlyCollection<string> Verbs => ByVerb.Keys;

    public static string? Of(string words) => ByVerb.GetValueOrDefault(words);
}
