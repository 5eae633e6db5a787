namespace CodeRouter.Core.Steps.Words;

/// <summary>
/// Answers of a pure function of a text, kept for the texts seen lately. All steps of a turn carry the same human words, and reading
/// them was a fifth of reading a small step.
/// The answers are what the function would say again, so nothing a caller can see depends on what is remembered.
/// </summary>
internal sealed class Remembered<T>(Func<string, T> read)
{
    private const int MostTexts = 1024;
    private const int LongestKept = 8_192;
    private readonly Generations<string, T> _texts = new(MostTexts, StringComparer.Ordinal);

    public T Of(string text)
    {
        if (text.Length > LongestKept)
        {
            return read(text);
        }

        if (!_texts.TryGet(text, out var known))
        {
            known = read(text);
            _texts.Keep(text, known);
        }

        return known;
    }
}
