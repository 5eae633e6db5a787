using System.Text.Unicode;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>What reading a whole answer begins with in every format.</summary>
internal static class AnswerBody
{
    /// <summary>False when the body is not one well-formed JSON value with something in it. White space around it is allowed (OpenRouter pads).</summary>
    public static bool TryOpen(ReadOnlySpan<byte> body, out JsonSpan root)
    {
        root = JsonSpan.Of(body);
        return root.HasItems && JsonScanner.IsWellFormed(root.Raw) && Utf8.IsValid(root.Raw);
    }

    /// <summary>Characters of a string value.</summary>
    public static long Chars(JsonSpan text) => text.HasText ? JsonText.CountChars(text.Inner) : 0;
}
