using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// What an answer used where its upstream did not say: a count of its characters, as the books have it. Agents compact by these numbers, and
/// a zero tells them that nothing was said.
/// </summary>
internal static class UnsaidUsage
{
    /// <summary>As the losses call it: the number is ours.</summary>
    public const string Name = "usage";

    private const int CharsPerToken = 4;

    public static Usage Of(long outputChars, TranslationTarget target) => new(target.InputEstimate, 0, 0, 0, (outputChars + CharsPerToken - 1) / CharsPerToken, 0);

    public static Usage Of(Answer answer, TranslationTarget target)
    {
        long chars = 0;
        foreach (var content in answer.Contents)
        {
            chars += content.Text.Length + content.Arguments.Length + (content.Name?.Length ?? 0);
        }

        return Of(chars, target);
    }
}
