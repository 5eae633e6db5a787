namespace CodeRouter.Dashboard.Public;

/// <summary>An API as its reference shows it.</summary>
/// <param name="Headers">What stands on every decided answer, with what it means.</param>
/// <param name="Failures">Statuses that answers share, with what they mean.</param>
public sealed record DescribedApi(string? Description, IReadOnlyList<DescribedSubject> Subjects, IReadOnlyList<(string Name, string Words)> Headers, IReadOnlyList<(string Status, string Words)> Failures);

/// <summary>Operations that belong together.</summary>
public sealed record DescribedSubject(string Name, IReadOnlyList<DescribedOperation> Operations);

/// <summary>One call.</summary>
/// <param name="Call">Method and path.</param>
/// <param name="Parameters">Names, and where each stands and what it means.</param>
/// <param name="Shapes">What the body holds, then what each good answer holds.</param>
public sealed record DescribedOperation(string Call, string? Summary, string? Description, IReadOnlyList<(string Name, string Words)> Parameters, IReadOnlyList<string> Shapes);
