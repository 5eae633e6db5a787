using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>One endpoint: the routes and the OpenAPI document are both made from these, so they cannot disagree.</summary>
/// <param name="Path">Below <c>/admin/v1</c>, with <c>{names}</c>.</param>
/// <param name="Role">The least role that may.</param>
/// <param name="Id">Unique, for generated clients.</param>
/// <param name="Answer">Name of the schema of the answer.</param>
public sealed record AdminEndpoint(string Method, string Path, Role Role, string Id, string Tag, string Summary, string Answer, Func<AdminCall, ValueTask<AdminAnswer>> Handle)
{
    /// <summary>Name of the schema of the body; null without one.</summary>
    public string? Request { get; init; }

    /// <summary>Query parameters with what they mean.</summary>
    public IReadOnlyList<(string Name, string Says)> Query { get; init; } = [];

    public int Success { get; init; } = 200;

    /// <summary>Answers text besides JSON: <c>text/csv</c>.</summary>
    public string? AlsoAs { get; init; }

    /// <summary>How many a list gives where no limit was sent.</summary>
    public int UsualLimit { get; init; } = 100;

    /// <summary>The answer has the revision as <c>ETag</c>.</summary>
    public bool Revised { get; init; }

    /// <summary>Takes <c>If-Match</c>, and answers 409 where the revision is another.</summary>
    public bool Conditional { get; init; }
}
