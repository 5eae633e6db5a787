using System.Security.Cryptography;
using System.Text;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Core.Steps;

/// <summary>
/// A name that callers give (a session, a track, a repository). Stores keep it in indexes, which take no entry of any length: a longer
/// one is told by its beginning and a hash of all of it, so that it stays one name and two stay two. So is one that holds a credential,
/// which some put where the name belongs.
/// </summary>
public static class CallerName
{
    /// <summary>Characters a name is kept with as it is.</summary>
    public const int Longest = 200;

    private const int Beginning = 80;
    private const int HashBytes = 16;

    public static string Of(string name)
    {
        string said = SecretlessText.Of(name)!;
        if (said.Length <= Longest && ReferenceEquals(said, name))
        {
            return name;
        }

        int end = Math.Min(said.Length, Beginning);
        end = end > 0 && char.IsHighSurrogate(said[end - 1]) ? end - 1 : end;
        return $"{said.AsSpan(0, end)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashBytes))}";
    }

    /// <summary>A repository: an address may carry a password, and rules go by the rest of it.</summary>
    public static string OfRepository(string name) => SecretlessText.Of(name) is { Length: <= Longest } said ? said : Of(name);
}
