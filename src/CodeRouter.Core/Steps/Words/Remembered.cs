using System.Collections.Concurrent;

namespace CodeRouter.Core.Steps.Words;

/// <summary>
/// Answers of a pure function of a text, kept for the texts seen lately. All steps of a turn carry the same human words, and reading
/// them was a fifth of reading a small step. Two generations bound the memory: when the young one is full it becomes the old one.
/// The answers are what the function would say again, so nothing a caller can see depends on what is remembered.
/// </summary>
internal sealed class Remembered<T>(Func<string, T> read)
{
    private const int Generation = 512;
    private const int LongestKept = 8_192;
    private ConcurrentDictionary<string, T> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, T> _old = new(StringComparer.Ordinal);

    public T Of(string text)
    {
        if (text.Length > LongestKept)
        {
            return read(text);
        }

        var young = _young;
        if (young.TryGetValue(text, out var known))
        {
            return known;
        }

        known = _old.TryGetValue(text, out var before) ? before : read(text);
        if (young.Count >= Generation)
        {
            _old = young;
            _young = young = new ConcurrentDictionary<string, T>(StringComparer.Ordinal);
        }

        young[text] = known;
        return known;
    }
}
