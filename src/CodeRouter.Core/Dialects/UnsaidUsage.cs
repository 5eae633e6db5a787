using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// What an answer used where its upstream did not say: a count of its characters, as the books have it. Agents compact by these numbers, and
/// a zero tells them that nothing was said.
/// </summary>
public static class UnsaidUsage
{
    /// <summary>As the losses call it: the number is ours.</summary>
    internal const string Name = "usage";

    private const int CharsPerToken = 4;

    /// <summary>Output tokens that so many characters are taken for, in answers and books alike.</summary>
    public static long Tokens(long outputChars) => (outputChars + CharsPerToken - 1) / CharsPerToken;

    internal static Usage Of(long outputChars, TranslationTarget target) => new(target.InputEstimate, 0, 0, 0, Tokens(outputChars), 0);

    internal static Usage Of(Answer answer, TranslationTarget target)
    {
        long chars = 0;
        foreach (var content in answer.Contents)
        {
            chars += content.Text.Length + content.Arguments.Length + (content.Name?.Length ?? 0);
        }

        return Of(chars, target);
    }
}
