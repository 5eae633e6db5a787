using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeRouter.Core.Signals;

/// <summary>
/// <c>structure</c>: a count in the human's text against a <c>predicate</c>. <c>feature</c> is a name (words, characters, lines,
/// questions, code_blocks, bullets, urls, paths) or a map with a <c>source</c> (regex or keyword_set) to count, exist or be dense.
/// </summary>
public sealed class StructureSignal : ISignal
{
    public string Type => "structure";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        var feature = options?["feature"];
        var count = feature?["source"] is { } source ? Counted(name, source, problems) : Named(feature?.Scalar ?? feature?.Text("type") ?? name);
        if (count is null)
        {
            return null;
        }

        bool dense = string.Equals(feature?.Text("type"), "density", StringComparison.OrdinalIgnoreCase);
        var holds = Predicate.Of(options?["predicate"], v => v > 0);
        return input =>
        {
            double value = count(input.Text);
            value = dense ? value / Math.Max(1, WordCount(input.Text)) : value;
            return SignalReading.Measure(value, holds(value), value.ToString("0.##", CultureInfo.InvariantCulture));
        };
    }

    private static Func<string, double>? Named(string feature) => feature switch
    {
        "words" => t => WordCount(t),
        "characters" or "length" => t => t.Length,
        "lines" => t => t.AsSpan().Count('\n') + 1,
        "questions" or "question_marks" => t => t.AsSpan().Count('?'),
        "code_blocks" => t => Occurrences(t, "```") / 2,
        "bullets" => t => Occurrences(t, "\n- ") + Occurrences(t, "\n* "),
        "urls" => t => Occurrences(t, "://"),
        "paths" => t => t.AsSpan().Count('/'),
        _ => null,
    };

    private static Func<string, double>? Counted(string name, OptionNode source, ICollection<string> problems)
    {
        if (source.Texts("keywords") is { Count: > 0 } words)
        {
            var match = new WordMatch(words, source.Flag("case_sensitive", false));
            return text => match.CountIn(text);
        }

        if (source.Text("pattern") is not { } pattern)
        {
            return null;
        }

        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            return text => regex.Count(text);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problems.Add($"structure signal '{name}': '{pattern}' is no pattern that runs in linear time ({e.Message}); it never matches");
            return null;
        }
    }

    private static double Occurrences(ReadOnlySpan<char> text, ReadOnlySpan<char> part) => text.Count(part);

    private static int WordCount(ReadOnlySpan<char> text)
    {
        int words = 0;
        bool inside = false;
        foreach (char c in text)
        {
            bool letter = !char.IsWhiteSpace(c);
            words += letter && !inside ? 1 : 0;
            inside = letter;
        }

        return words;
    }
}
