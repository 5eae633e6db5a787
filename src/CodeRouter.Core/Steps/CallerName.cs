using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Core.Steps;

/// <summary>
/// A name that callers give (a session, a track, a repository). Stores keep it in indexes, which take no entry of any length: a longer
/// one is told by its beginning and a hash of all of it, so that it stays one name and two stay two.
/// </summary>
public static class CallerName
{
    /// <summary>Characters a name is kept with as it is.</summary>
    public const int Longest = 200;

    private const int Beginning = 80;
    private const int HashBytes = 16;

    public static string Of(string name)
    {
        if (name.Length <= Longest)
        {
            return name;
        }

        int end = char.IsHighSurrogate(name[Beginning - 1]) ? Beginning - 1 : Beginning;
        return $"{name.AsSpan(0, end)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashBytes))}";
    }
}
