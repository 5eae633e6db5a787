namespace CodeRouter.CodeGraph.Resolving;

/// <summary>Of several files that answer, the one that lies nearest: a repository may hold the same package more than once.</summary>
internal static class Nearest
{
    /// <summary>Characters that two paths begin with in common, up to a folder.</summary>
    public static int Common(string a, string b)
    {
        int common = a.AsSpan().CommonPrefixLength(b);
        return a.AsSpan(0, common).LastIndexOf('/') + 1;
    }
}
