using System.Text.RegularExpressions;

namespace CodeRouter.Core.Signals;

/// <summary>
/// <c>keyword</c>: words in the human's text. Operators OR, AND and NOR; whole words; <c>method: regex</c> reads patterns
/// (linear time, so a hostile one costs nothing), <c>fuzzy_match</c> forgives misspellings.
/// </summary>
public sealed class KeywordSignal : ISignal
{
    public string Type => "keyword";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        if (definitions.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal)) is not { } definition)
        {
            return null;
        }

        var options = definition.Options;
        var words = options.Texts("keywords");
        if (words.Count == 0)
        {
            problems.Add($"keyword signal '{name}' lists no keywords: it never matches");
        }

        bool caseSensitive = options.Flag("case_sensitive", false);
        Func<string, int> count;
        Func<string, string?> first;
        if (string.Equals(options.Text("method"), "regex", StringComparison.OrdinalIgnoreCase))
        {
            var patterns = words.Select(w => Compile(name, w, caseSensitive, problems)).ToArray();
            count = text => patterns.Count(p => p.IsMatch(text));
            first = text => patterns.Select(p => p.Match(text)).FirstOrDefault(m => m.Success)?.Value;
        }
        else if (options.Flag("fuzzy_match", false))
        {
            var fuzzy = new FuzzyWords(words, options.Number("fuzzy_threshold", 2));
            count = fuzzy.CountIn;
            first = fuzzy.First;
        }
        else
        {
            var match = new WordMatch(words, caseSensitive);
            count = text => match.CountIn(text);
            first = text => match.First(text);
        }

        int needed = words.Count;
        return options.Text("operator")?.Trim().ToUpperInvariant() switch
        {
            "AND" => input => SignalReading.Of(needed > 0 && count(input.Text) == needed, "all words"),
            "NOR" => input => first(input.Text) is { } hit ? SignalReading.Of(false, $"has \"{hit}\"") : SignalReading.Of(true, "none of the words"),
            _ => input => first(input.Text) is { } hit ? SignalReading.Of(true, $"\"{hit}\"") : SignalReading.No,
        };
    }

    private static Regex Compile(string name, string pattern, bool caseSensitive, ICollection<string> problems)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (caseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase);
        try
        {
            return new Regex(pattern, options, Regex.InfiniteMatchTimeout);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problems.Add($"keyword signal '{name}': '{pattern}' is no pattern that runs in linear time ({e.Message}); it is taken literally");
            return new Regex(Regex.Escape(pattern), options, Regex.InfiniteMatchTimeout);
        }
    }
}
