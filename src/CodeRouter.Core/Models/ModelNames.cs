using System.Text;

namespace CodeRouter.Core.Models;

/// <summary>One model, many spellings: vendors, aggregators and agents write the same name with dots, dates and prefixes.</summary>
public static class ModelNames
{
    private static readonly string[] Regions = ["us.", "eu.", "apac.", "jp.", "au.", "global."];

    private static readonly string[] DottedVendors = ["anthropic.", "amazon.", "meta.", "mistral.", "deepseek.", "openai.", "qwen.", "moonshot.", "minimax.", "zai."];

    /// <summary>
    /// The spelling that all variants share: <c>claude-sonnet-4.6</c>, <c>anthropic/claude-sonnet-4-6-20260217</c>,
    /// <c>us.anthropic.claude-sonnet-4-6-v1:0</c> and <c>claude-sonnet-4-6[1m]</c> are one. For comparing, not for showing.
    /// </summary>
    public static string Canonical(string name)
    {
        var text = name.Trim().ToLowerInvariant();
        text = text[(text.LastIndexOf('/') + 1)..];
        text = WithoutLeading(WithoutLeading(text, Regions), DottedVendors);
        text = WithoutTail(text);
        return Joined(text);
    }

    /// <summary>Both name the same model.</summary>
    public static bool Same(string a, string b) =>
        string.Equals(a, b, StringComparison.OrdinalIgnoreCase) || string.Equals(Canonical(a), Canonical(b), StringComparison.Ordinal);

    private static string WithoutLeading(string text, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return text[prefix.Length..];
            }
        }

        return text;
    }

    private static string WithoutTail(string text)
    {
        text = Cut(text, "[1m]");
        text = Cut(Cut(text, ":0"), "-v1");
        text = Cut(text, ":latest");
        text = Cut(text, "-latest");
        return WithoutDate(text);
    }

    private static string Cut(string text, string tail) =>
        text.Length > tail.Length && text.EndsWith(tail, StringComparison.Ordinal) ? text[..^tail.Length] : text;

    // -20250929, @20250929, -2025-09-29. Four digits alone (mistral-medium-2604) name a different model, not a date of one.
    private static string WithoutDate(string text)
    {
        if (text.Length > 9 && text[^9] is '-' or '@' && AllDigits(text.AsSpan(text.Length - 8)) && text[^8] == '2')
        {
            return text[..^9];
        }

        return text.Length > 11 && text[^11] == '-' && text[^6] == '-' && text[^3] == '-' && text[^10] == '2'
            && AllDigits(text.AsSpan(text.Length - 10, 4)) && AllDigits(text.AsSpan(text.Length - 5, 2)) && AllDigits(text.AsSpan(text.Length - 2))
            ? text[..^11]
            : text;
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    // 4.6, 4_6 and 5p2 between digits all mean the same minor version.
    private static string Joined(string text)
    {
        var joined = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var betweenDigits = i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);
            joined.Append(c is '_' or ' ' || (betweenDigits && c is '.' or 'p') ? '-' : c);
        }

        return joined.ToString();
    }
}
