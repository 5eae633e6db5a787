using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Dashboard;

/// <summary>The hidden field that shows a form came from a page of ours: bound to the visitor, and good after a restart too.</summary>
/// <param name="kept">The key it is made with, from where it outlives the program.</param>
internal sealed class FormToken(Func<byte[]> kept)
{
    public const string Field = "form_token";
    private readonly Lazy<byte[]> _key = new(() =>
    {
        try
        {
            return kept();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it forms are lost with the program, which is no reason to show none.
            return RandomNumberGenerator.GetBytes(32);
        }
    });

    /// <param name="visitor">Who is signed in, by his key; a fixed word for whoever needs none.</param>
    public string For(string visitor) => Convert.ToHexStringLower(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(visitor)));

    /// <summary>Null where it is right; else the status to answer with: 400 for a missing one, 403 for another's or an old one.</summary>
    public int? Check(string? sent, string visitor) =>
        string.IsNullOrEmpty(sent) ? 400
        : CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(For(visitor))) ? null
        : 403;
}
