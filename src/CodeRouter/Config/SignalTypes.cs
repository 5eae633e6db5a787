using CodeRouter.Core.Signals;

namespace CodeRouter.Config;

/// <summary>How a list of signals in the file becomes a condition type of the rules.</summary>
/// <param name="Key">The list's key under <c>signals</c>.</param>
/// <param name="Type">The word that conditions use.</param>
/// <param name="Legacy">The list's key in the flat dialect; null when it has none.</param>
/// <param name="Says">What it tells, for the documentation.</param>
/// <param name="Names">Names that mean something without being defined.</param>
/// <param name="NotExecuted">Why it never matches; null when it is executed.</param>
internal sealed record SignalType(string Key, string Type, string Says, string? Legacy = null, IReadOnlyList<string>? Names = null, string? NotExecuted = null);

/// <summary>Every condition type, the dialect's and ours.</summary>
internal static class SignalTypes
{
    private static readonly string[] Phases = ["plan", "implement", "debug", "test", "refactor", "document", "small_edit", "review", "explain", "chat_other"];

    public static IReadOnlyList<SignalType> All { get; } =
    [
        new("keywords", "keyword", "words in what the human wrote: {name, operator: OR | AND | NOR, keywords, case_sensitive, method, fuzzy_match}", "keyword_rules"),
        new("embeddings", "embedding", "nearness in meaning to examples: {name, threshold, candidates, aggregation_method}", "embedding_rules"),
        new("domains", "domain", "field of knowledge: {name, description, mmlu_categories}", "categories"),
        new("fact_check", "fact_check", "claims that want checking", "fact_check_rules", ["needs_fact_check", "no_fact_check_needed"], "fact checking needs a model of its own"),
        new("user_feedbacks", "user_feedback", "what the human says of the last answer: wrong_answer, need_clarification, want_different or satisfied, without a definition", "user_feedback_rules", ["need_clarification", "satisfied", "want_different", "wrong_answer"]),
        new("preferences", "preference", "named preferences judged by a model", "preference_rules", null, "preferences need an external model"),
        new("language", "language", "language of the human's text: {name: ISO code}", "language_rules"),
        new("context", "context", "length of the request: {name, min_tokens, max_tokens}, such as \"1K\" and \"32K\"", "context_rules"),
        new("complexity", "complexity", "how hard it reads: {name, threshold, hard: {candidates}, easy: {candidates}}; conditions name it as NAME:hard", "complexity_rules"),
        new("modality", "modality", "text or pictures", "modality_rules", ["AR", "DIFFUSION", "BOTH"], "pictures are not generated through the gateway"),
        new("role_bindings", "authz", "who calls: {name, role, subjects: [{kind: User or Group, name}]}; Group is a token group"),
        new("jailbreak", "jailbreak", "prompt injection: {name, threshold}"),
        new("pii", "pii", "personal data: {name, threshold, pii_types_allowed}"),
        new("reasks", "reask", "the human asks the same again: {name, threshold, lookback_turns}"),
        new("structure", "structure", "shape of the human's text: {name, feature: words, characters, lines, questions, code_blocks, bullets, urls or paths, predicate: {gt, gte, lt, lte, equals}}"),
        new("conversation", "conversation", "shape of the conversation: {name, feature: messages, human_turn, tool_loop or sub_agent, predicate}"),
        new("events", "event", "events from outside", null, null, "no events reach the gateway"),
        new("metadata", "metadata", "a field of the request's metadata: {name, key, predicate: {equals, in, contains, gt …}}"),
        new("kb", "kb", "hits in a knowledge base", null, null, "there is no knowledge base"),
        new("classifiers", "classifier", "an external classifier", null, null, "no external classifier is called"),
        new("projections", "projection", "combinations of other signals", null, null, "projections are not computed"),
        new("phases", "phase", "kind of work: {name, phases, min_confidence}; plan, implement, debug, test, refactor, document, small_edit, review, explain and chat_other need no definition", null, Phases),
        new("agents", "agent", "which coding agent calls: {name, agents}; an agent's id (claude_code, codex …) needs no definition", null, []),
        new("evidence", "evidence", "what execution said: failing, stuck, progress, no_progress, or an outcome (test_failed, test_passed, build_error, lint_error, edit_failed, timeout …), without a definition or as {name, outcome}", null, []),
        new("risks", "risk", "risk of the change: {name, risks}; security, migration, public_api, multi_file, destructive and any need no definition", null, ["security", "migration", "public_api", "multi_file", "destructive"]),
        new("impact", "impact", "how much depends on the touched code: {name, threshold: 0.6, of: multi_file or cross_module}; needs code_graph.roots", null, []),
        new("budgets", "budget", "the share of the tightest budget that is left has fallen to {name, below: 0.2}", null, []),
        new("guards", "guard", "a guard's verdict: {name, guard, threshold: 0.5}; secrets, pii and jailbreak need no definition", null, []),
        new("kinds", "kind", "kind of request: turn, tool_continuation, title, compaction, subagent or housekeeping, without a definition", null, ["turn", "tool_continuation", "title", "compaction", "subagent", "housekeeping"]),
    ];

    /// <summary>Null for a word that is no condition. A plugin's signal says itself what its names mean, so they need no definition.</summary>
    public static SignalType? OfType(string type) =>
        All.FirstOrDefault(known => known.Type == type) ?? (BuiltInSignals.Knows(type) ? new SignalType(type, type, "from a plugin", null, []) : null);
}
