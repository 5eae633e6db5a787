using System.Buffers;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Characters a credential's body is made of.</summary>
internal static class TokenAlphabet
{
    public const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static readonly SearchValues<char> Alphanumeric = SearchValues.Create(LettersAndDigits);
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    public static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    public static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");
    public static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    public static readonly SearchValues<char> Word = SearchValues.Create(LettersAndDigits + "_");
    public static readonly SearchValues<char> UrlSafe = SearchValues.Create(LettersAndDigits + "_-");
    public static readonly SearchValues<char> Dotted = SearchValues.Create(LettersAndDigits + "_-.");
    public static readonly SearchValues<char> Base64 = SearchValues.Create(LettersAndDigits + "+/=");
    public static readonly SearchValues<char> Encoded = SearchValues.Create(LettersAndDigits + "+/=_-");
    public static readonly SearchValues<char> Wide = SearchValues.Create(LettersAndDigits + "_-.+/=");

    /// <summary>How many characters from <paramref name="start"/> on belong to the alphabet, at most <paramref name="most"/>.</summary>
    public static int Run(ReadOnlySpan<char> text, int start, SearchValues<char> alphabet, int most = int.MaxValue)
    {
        var rest = text[start..];
        if (rest.Length > most)
        {
            rest = rest[..most];
        }

        int end = rest.IndexOfAnyExcept(alphabet);
        return end < 0 ? rest.Length : end;
    }
}
