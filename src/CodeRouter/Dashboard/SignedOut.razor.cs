namespace CodeRouter.Dashboard;

/// <summary>A form that came after its sign-in had ended: what was filled in is not lost.</summary>
public sealed partial class SignedOut
{
    internal Reply Answer() => Shows("Signed out", 403);
}
