using System.IO.Enumeration;

namespace CodeRouter.Guards;

/// <summary>Names with <c>*</c> and <c>?</c>, whatever the case.</summary>
internal static class Glob
{
    public static bool Matches(IReadOnlyList<string> patterns, string? name)
    {
        foreach (string pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name ?? "", ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }
}
