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
        if (allowed is null || !allowed.Contains(asked) || !policy.Groups.TryGetValue(asked, out var group))
        {
            return allowed;
        }

        // A group without members may choose among all there are.
        return group.Members.Count == 0 ? null : group.Members.Select(static m => m.Model).Concat(allowed).ToHashSet(StringComparer.Ordinal);
    }
}
