using System.Globalization;

namespace CodeRouter.Config;

/// <summary>What of a LiteLLM file does not come along, each place once, with what to do instead.</summary>
internal sealed class LiteLlmNotes
{
    private readonly SortedDictionary<string, (int Times, string Says)> _all = new(StringComparer.Ordinal);

    public IReadOnlyList<(string Path, string Says)> All =>
        [.. _all.Select(static n => (n.Value.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $"{n.Key} ({n.Value.Times} times)") : n.Key, n.Value.Says))];

    public void Add(string path, string says) => _all[path] = (_all.GetValueOrDefault(path).Times + 1, says);

    /// <summary>Keys of a map that nobody reads.</summary>
    public void Unread(ConfigNode map, string path, ReadOnlySpan<string> known)
    {
        foreach (var entry in map.Entries)
        {
            if (known.IndexOf(entry.Key) < 0)
            {
                Add(path + entry.Key, entry.Key switch
                {
                    "rpm" or "tpm" or "max_parallel_requests" => "limits are those of keys and token groups here (coderouter keys set NAME --requests-per-minute N)",
                    "timeout" or "stream_timeout" => Becomes("", "timeout"),
                    _ => "has no counterpart here",
                });
            }
        }
    }

    /// <summary>What takes the place of a setting.</summary>
    public static string Becomes(string section, string name) => (section, name) switch
    {
        (_, "master_key") => "keys are needed here too (access.require_keys); it becomes none of ours. Make the first key: coderouter keys create admin --role owner",
        (_, "database_url") => "not read: its keys are kept there as hashes, which nobody can turn back. Make new ones (coderouter keys create, with the same budgets) and hand them out; its books stay where they are",
        (_, "fallbacks" or "context_window_fallbacks" or "content_policy_fallbacks" or "default_fallbacks") => "a model that is named is never answered by another here. For names that may be, write model_groups: {NAME: {members: […], fallback: […]}}",
        (_, "routing_strategy") => "among the channels of a model: priority, then a draw by weight that spares the busy and the failing",
        (_, "num_retries" or "allowed_fails" or "cooldown_time" or "retry_policy" or "retry_after" or "enable_pre_call_checks") => "not needed: failing channels rest by themselves, and each other channel of the model is tried before the first word",
        (_, "timeout" or "request_timeout" or "stream_timeout") => "write listeners: [{timeout: 600s}], the longest silence of an upstream",
        (_, "cache" or "cache_params") => "write cache: {exact: true}, if you want it",
        (_, "success_callback" or "failure_callback" or "callbacks" or "service_callbacks") => "traces go out by OpenTelemetry (OTEL_EXPORTER_OTLP_ENDPOINT)",
        (_, "alerting" or "alerting_threshold") => "write alerts: {webhook: …}",
        (_, "max_budget" or "budget_duration") => "write routing: {budget: {per_day_usd: …}}, or budgets of keys",
        (_, "drop_params") => "not needed: what another format cannot express stands in X-CodeRouter-Loss",
        (_, "redis_host" or "redis_port" or "redis_password" or "redis_url") => "several gateways share a PostgreSQL here (storage.postgres)",
        ("environment_variables", _) => "not written out: export it where the gateway runs",
        ("include", _) => "give those files to this command too, one by one",
        _ => "has no counterpart here",
    };
}
