using CodeRouter.Config;

namespace CodeRouter.Guards;

/// <summary>Whose request it is.</summary>
/// <param name="KeyId">Null without a key.</param>
/// <param name="Repository">As the client names it; null where it names none, which only <c>*</c> matches.</param>
public sealed record GuardSubject(string? KeyId, string? KeyName, string? Group, string? Repository)
{
    /// <summary>Whether a rule speaks of this caller and repository at all.</summary>
    public bool Concerns(GuardRule rule) =>
        (rule.Keys.Count == 0 || Glob.Matches(rule.Keys, KeyId) || Glob.Matches(rule.Keys, KeyName))
        && (rule.Groups.Count == 0 || Glob.Matches(rule.Groups, Group))
        && (rule.Repositories.Count == 0 || Glob.Matches(rule.Repositories, Repository));
}
