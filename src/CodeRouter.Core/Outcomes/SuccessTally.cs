using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Outcomes;

/// <summary>Where work is done, as far as it is known: what a model can do differs by language and by repository.</summary>
public readonly record struct WorkPlace(string? Language, string? Repository)
{
    internal string? LanguageScope => Language is { Length: > 0 } ? "lang:" + Language : null;

    internal string? RepositoryScope => Repository is { Length: > 0 } ? "repo:" + Repository : null;
}

/// <summary>
/// What outcomes taught about a model at a phase: everywhere (empty scope), in one language (<c>lang:python</c>) or in one repository
/// (<c>repo:NAME</c>). Counts fade with time.
/// </summary>
public sealed record SuccessTally(string Model, Phase Phase, string Scope, double Successes, double Failures, DateTimeOffset At);
