using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>
/// A rule of the operator's own: whose requests, or requests with what in them, are refused or may only go to certain models. Conditions of
/// different kinds must all hold, of one kind any.
/// </summary>
public sealed record GuardRule
{
    public required string Name { get; init; }

    /// <summary>Of a key: its id or its name, with wildcards.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>As the client names it in a header, with wildcards.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Files named anywhere in the request, with wildcards.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Regular expressions, matched in linear time.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Hosts named anywhere in the request, those below them included.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>It looks at what callers send.</summary>
    public bool InRequests { get; init; } = true;

    /// <summary>It looks at what models answer.</summary>
    public bool InAnswers { get; init; }

    /// <summary>Observe, Block or Route; for answers alone Redact too, and never Route.</summary>
    public GuardAction Action { get; init; }

    /// <summary>What a routed request may be sent to; null where only local models may see it.</summary>
    public DataLimits? Limits { get; init; }

    /// <summary>The operator's own words to a caller who is refused.</summary>
    public string? Message { get; init; }

    /// <summary>It depends on what the request says, not only on who sends it.</summary>
    public bool ReadsText => Paths.Count + Phrases.Count + Patterns.Count + Domains.Count > 0;
}

/// <summary>Which models may see a request. An empty list asks nothing; a tag that a model does not have is not met.</summary>
/// <param name="Local">Models on the operator's own machines may, whatever their tags.</param>
public sealed record DataLimits(IReadOnlyList<string> Models, IReadOnlyList<string> Vendors, IReadOnlyList<string> Regions, IReadOnlyList<string> Retention, bool Local)
{
    /// <summary>Why a model may not see it; null where it may.</summary>
    public string? Excludes(ModelCard model) =>
        Local && model.StaysHere ? null
        : Models.Count > 0 && !Has(Models, model.Name) ? $"is none of the models {string.Join(", ", Models)}"
        : Misses("vendor", Vendors, model.Data.Vendor) ?? Misses("region", Regions, model.Data.Region) ?? Misses("retention", Retention, model.Data.Retention);

    private static string? Misses(string tag, IReadOnlyList<string> allowed, string? value) =>
        allowed.Count == 0 || (value is not null && Has(allowed, value)) ? null
        : value is null ? $"its data.{tag} is not configured, allowed: {string.Join(", ", allowed)}"
        : $"its {tag} is {value}, allowed: {string.Join(", ", allowed)}";

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Finds that are none: an e-mail address that is public, a key that is an example.</summary>
/// <param name="Repositories">Only there; everywhere where empty. With wildcards.</param>
/// <param name="Types">Such as <c>email</c> or <c>aws_access_key_id</c>; all where empty.</param>
/// <param name="Values">With wildcards; all where empty.</param>
public sealed record GuardIgnore(IReadOnlyList<string> Repositories, IReadOnlyList<string> Types, IReadOnlyList<string> Values);
