namespace CodeRouter.Core.Evidence;

/// <summary>Notes that a client adds inside tool results: they say nothing about the execution, and a token count in them makes every result unique.</summary>
internal static class HarnessNotes
{
    private static readonly (string Open, string Close)[] Blocks =
    [
        ("<system-reminder>", "</system-reminder>"),
        ("<total_tokens>", "</total_tokens>"),
    ];

    public static string Strip(string text)
    {
        if (!text.Contains('<'))
        {
            return text;
        }

        foreach (var (open, close) in Blocks)
        {
            int at;
            while ((at = text.IndexOf(open, StringComparison.Ordinal)) >= 0)
            {
                int end = text.IndexOf(close, at, StringComparison.Ordinal);
                text = end < 0 ? text[..at] : string.Concat(text.AsSpan(0, at), text.AsSpan(end + close.Length));
            }
        }

        return text.Replace("<untrusted_context>\n", "", StringComparison.Ordinal).Replace("\n</untrusted_context>", "", StringComparison.Ordinal);
    }
}
