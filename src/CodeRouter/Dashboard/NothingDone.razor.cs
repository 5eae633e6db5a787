namespace CodeRouter.Dashboard;

/// <summary>Why what somebody wanted was not done, and where to go on.</summary>
/// <param name="words">What the link says; <paramref name="rest"/> ends its sentence.</param>
public sealed partial class NothingDone(string says, string path, string words, string rest = "")
{
    internal Reply Answer(string title) => Shows(title, 409);
}
