namespace CodeRouter.Core.Evidence;

/// <summary>Walks lines of a text in either direction without copying.</summary>
internal static class Lines
{
    /// <summary>The line that begins at <paramref name="at"/>; <paramref name="next"/> is where the following one begins.</summary>
    public static ReadOnlySpan<char> At(ReadOnlySpan<char> text, int at, out int next)
    {
        var rest = text[at..];
        int end = rest.IndexOf('\n');
        next = end < 0 ? text.Length : at + end + 1;
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The first <paramref name="count"/> lines.</summary>
    public static ReadOnlySpan<char> First(ReadOnlySpan<char> text, int count)
    {
        int end = 0;
        for (; count > 0 && end < text.Length; count--)
        {
            At(text, end, out end);
        }

        return text[..end];
    }

    /// <summary>The last line before <paramref name="end"/>, which moves to where that line begins.</summary>
    public static ReadOnlySpan<char> Before(ReadOnlySpan<char> text, scoped ref int end)
    {
        int stop = end > 0 && text[end - 1] == '\n' ? end - 1 : end;
        int start = text[..stop].LastIndexOf('\n') + 1;
        end = start;
        return text[start..stop];
    }
}
