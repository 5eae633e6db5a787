using CodeRouter.Core.Decisions;

namespace CodeRouter.Gateway;

/// <summary>
/// Which models a restricted key may be given. Its list names models and model groups: a model group on it may be asked for and opens its
/// members; a group that is not on it is narrowed to the models that are.
/// </summary>
public static class AllowedModels
{
    /// <param name="allowed">The key's list; null is all.</param>
    /// <returns>Null is all.</returns>
    public static IReadOnlySet<string>? For(IReadOnlySet<string>? allowed, string asked, Policy policy)
    {
        if (allowed is null || !allowed.Contains(asked))
        {
            return allowed;
        }

        // The automatic group is there without being listed.
        if (!policy.Groups.TryGetValue(asked, out var group))
        {
            return string.Equals(asked, Policy.AutoGroup, StringComparison.Ordinal) ? null : allowed;
        }

        // A group without members may choose among all there are.
        return group.Members.Count == 0 ? null : group.Members.Select(static m => m.Model).Concat(allowed).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether asking for a model or group by this name can lead to a model that the key may be given: what else would it be told of.</summary>
    public static bool Offers(IReadOnlySet<string>? allowed, string name, Policy policy)
    {
        if (allowed is null || allowed.Contains(name))
        {
            return true;
        }

        var members = policy.Groups.TryGetValue(name, out var group) ? group.Members : [];
        return members.Count > 0 ? members.Any(m => allowed.Contains(m.Model))
            : (group is not null || name == Policy.AutoGroup) && policy.Models.Any(m => m.Routable && allowed.Contains(m.Name));
    }
}
