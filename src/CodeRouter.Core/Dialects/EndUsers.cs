using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Core.Dialects;

/// <summary>The id of the caller's end user where a vendor takes a shorter one than the caller sends: Claude Code's is longer than OpenAI's may be.</summary>
internal static class EndUsers
{
    public const int OpenAI = 64;
    public const int Anthropic = 256;

    /// <summary>The id itself where it fits, else its hash: as opaque, and the same for the same user.</summary>
    public static string? Within(string? user, int longest) =>
        user is null || user.Length <= longest ? user : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)));
}
