using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Tool-call ids that every format takes: letters, digits, <c>_</c> and <c>-</c>, at most 64 of them. An id outside that is wrapped so that it
/// can be unwrapped again when it comes back, since some models (Kimi, Mistral) read meaning into their ids.
/// </summary>
internal static class CallIds
{
    private const string Wrapped = "crid_";
    private const string Made = "crmk_";
    private const string Hashed = "crha_";
    private const int MaxLength = 64;

    /// <summary>An id for a call that came without one (Gemini).</summary>
    public static string Make(string requestId, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Made}{Hash(requestId)[..10]}_{number}");

    /// <summary>The id was made here: its vendor knows none.</summary>
    public static bool IsMade(string id) => id.StartsWith(Made, StringComparison.Ordinal);

    /// <summary>As it is where every format takes it, else wrapped, else (too long to wrap) hashed.</summary>
    public static string Normalise(string id)
    {
        if (id.Length is > 0 and <= MaxLength && IsPlain(id) && !id.StartsWith(Wrapped, StringComparison.Ordinal))
        {
            return id;
        }

        string wrapped = Wrapped + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id));
        return wrapped.Length <= MaxLength ? wrapped : Hashed + Hash(id)[..32];
    }

    /// <summary>Nine letters and digits: the id itself where it is so already, else its hash.</summary>
    public static string Short(string id) => id.Length == 9 && id.All(char.IsAsciiLetterOrDigit) ? id : Hash(id)[..9];

    /// <summary>The upstream's own id of an id that was wrapped for a caller.</summary>
    public static string Restore(string id)
    {
        if (!id.StartsWith(Wrapped, StringComparison.Ordinal))
        {
            return id;
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id.AsSpan(Wrapped.Length)));
        }
        catch (FormatException)
        {
            return id;
        }
    }

    private static bool IsPlain(string id)
    {
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
