using CodeRouter.Core.Decisions;
using CodeRouter.Core.Outcomes;

namespace CodeRouter.Cli;

/// <summary>A policy as written on the command line, evaluated.</summary>
public static class ReplayPolicy
{
    /// <summary>The result, or what is wrong with the words.</summary>
    public static (PolicyResult? Result, string? Problem) Evaluate(
        string spec, IReadOnlyList<string> pool, IReadOnlyList<RecordedTask> tasks, Verifier verifier, Func<string, Policy?> loadPolicy)
    {
        if (string.Equals(spec, "default", StringComparison.OrdinalIgnoreCase))
        {
            return (PolicyReplay.Learned("default", tasks, verifier, PolicyReplay.CostShare("balanced")), null);
        }

        foreach (string kind in (string[])["always:", "cascade:"])
        {
            if (spec.StartsWith(kind, StringComparison.OrdinalIgnoreCase))
            {
                string[] models = spec[kind.Length..].Split('>', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                int[] chain = [.. models.Select(m => ReplayPool.IndexOf(pool, m))];
                int unknown = Array.IndexOf(chain, -1);
                return chain.Length == 0 ? (null, $"--policy {spec}: name a model of the pool.")
                    : unknown >= 0 ? (null, $"--policy {spec}: {models[unknown]} is not in the pool ({string.Join(", ", pool)}).")
                    : chain.Distinct().Count() < chain.Length ? (null, $"--policy {spec}: a model is tried once; its second try would be the same recorded run.")
                    : (PolicyReplay.Fixed(spec, chain, tasks, verifier), null);
            }
        }

        return FromFile(spec, pool, tasks, verifier, loadPolicy);
    }

    /// <summary>A configuration file: its preference sets what a solved task may cost, its models which of the pool may be used.</summary>
    private static (PolicyResult? Result, string? Problem) FromFile(
        string path, IReadOnlyList<string> pool, IReadOnlyList<RecordedTask> tasks, Verifier verifier, Func<string, Policy?> loadPolicy)
    {
        if (!File.Exists(path))
        {
            return (null, $"--policy {path}: neither default, always:MODEL, cascade:M>M nor a file.");
        }

        if (loadPolicy(path) is not { } policy)
        {
            return (null, $"--policy {path}: the file is no usable configuration.");
        }

        int[] usable =
        [
            .. Enumerable.Range(0, pool.Count).Where(i => policy.Models.Any(m =>
                ReplayPool.IndexOf([pool[i]], m.Name) == 0 || ReplayPool.IndexOf([pool[i]], m.UpstreamModel) == 0)),
        ];
        if (usable.Length == 0)
        {
            return (null, $"--policy {path}: none of its models is in the pool ({string.Join(", ", pool)}).");
        }

        RecordedTask[] seen = [.. tasks.Select(t => t with { Attempts = [.. usable.Select(i => t.Attempts[i])] })];
        var result = PolicyReplay.Learned(path, seen, verifier, PolicyReplay.CostShare(policy.Preference.ToString().ToLowerInvariant()));
        return (result with { Chains = [.. result.Chains.Select(c => KeyValuePair.Create(c.Key, (IReadOnlyList<int>)[.. c.Value.Select(i => usable[i])]))] }, null);
    }
}
