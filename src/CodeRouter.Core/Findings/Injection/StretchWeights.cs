namespace CodeRouter.Core.Findings.Injection;

/// <summary>
/// Weighs one stretch of a text after the other. Stretches overlap, so that each word is read, and its weights are looked up, once; a stretch
/// is a sum of whole numbers, the same in whatever order it is made. Begins anew with <see cref="Begin"/>; stretches come in the order of the text.
/// </summary>
internal sealed class StretchWeights
{
    private const int LeastFeatures = 8;

    private readonly List<Weights> _words = [];
    private readonly List<int> _buckets = [];
    private LinearLayer _layer = null!;
    private bool _fromTool;
    private uint _channel, _before, _beforeThat;
    private int _first, _at;
    private bool _starts;

    public void Begin(LinearLayer layer, bool fromTool)
    {
        _words.Clear();
        (_layer, _fromTool, _channel) = (layer, fromTool, InjectionFeatures.Channel(fromTool));
        (_before, _beforeThat, _first, _at, _starts) = (0, 0, 0, 0, true);
    }

    /// <summary>The log odds of a stretch; null where it says too little to be judged.</summary>
    public double? Of(ReadOnlySpan<char> text, int start, int end)
    {
        ReadTo(text, end);
        LetGoBefore(start);
        int first = _first, last = first;
        while (last < _words.Count && _words[last].End <= end && last - first < InjectionFeatures.MostWords)
        {
            last++;
        }

        return Cuts(first, start) || Cuts(last, end) ? Apart(text[start..end]) : Sum(first, last);
    }

    private double? Sum(int first, int last)
    {
        int words = last - first, features = 1 + (2 * words) + (2 * Math.Max(0, words - 1)) + Math.Max(0, words - 2);
        long sum = _layer[InjectionFeatures.Length(words, _channel)];
        for (int i = first; i < last; i++)
        {
            var word = _words[i];
            sum += word.Alone + (i > first ? word.Pair : 0) + (i > first + 1 ? word.Apart : 0);
            if (word.Opens || i == first)
            {
                sum += word.Opening;
                features++;
            }
        }

        return features < LeastFeatures ? null : _layer.LogOdds(sum, features);
    }

    // A stretch that ends within a word (scripts without spaces, lines without end) holds a part of it that no other stretch holds.
    private double? Apart(ReadOnlySpan<char> stretch)
    {
        InjectionFeatures.Read(stretch, _fromTool, _buckets);
        return _buckets.Count < LeastFeatures ? null : _layer.Weigh(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_buckets));
    }

    private bool Cuts(int word, int at) => word < _words.Count && _words[word].Start < at && at < _words[word].End;

    private void ReadTo(ReadOnlySpan<char> text, int end)
    {
        while (_at < end && InjectionWord.Next(text, ref _at, ref _starts, out var word))
        {
            _words.Add(new Weights(
                word.Start,
                word.End,
                _layer[InjectionFeatures.Alone(word.Hash, 0)] + _layer[InjectionFeatures.Alone(word.Hash, _channel)],
                _before == 0 ? 0 : _layer[InjectionFeatures.Pair(_before, word.Hash, 0)] + _layer[InjectionFeatures.Pair(_before, word.Hash, _channel)],
                _beforeThat == 0 ? 0 : _layer[InjectionFeatures.Apart(_beforeThat, word.Hash)],
                _layer[InjectionFeatures.Opening(word.Hash, _channel)],
                word.Opens));
            (_beforeThat, _before) = (_before, word.Hash);
        }
    }

    private void LetGoBefore(int start)
    {
        while (_first < _words.Count && _words[_first].End <= start)
        {
            _first++;
        }

        // Moved down seldom: the list stays as long as a few stretches however long the text.
        if (_first > 256)
        {
            _words.RemoveRange(0, _first);
            _first = 0;
        }
    }

    private readonly record struct Weights(int Start, int End, int Alone, int Pair, int Apart, int Opening, bool Opens);
}
