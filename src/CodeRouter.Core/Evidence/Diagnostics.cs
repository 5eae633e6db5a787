namespace CodeRouter.Core.Evidence;

/// <summary>What compilers and linters say that have no row of their own, read where no status is known: lines that begin with a place, or with the word alone.</summary>
internal static class Diagnostics
{
    /// <summary>Whether a line is an error at a place: "a.rb:1:7: C: ...", "PHP Parse error: ... on line 3", "In a.sh line 3:". Warnings and notes are none.</summary>
    public static bool Read(ReadOnlySpan<char> body)
    {
        for (int at = 0; at < body.Length;)
        {
            var line = Lines.At(body, at, out at);
            if (line.Length is > 6 and < 400 && !line.Contains("arning", StringComparison.Ordinal) && !line.Contains(" note", StringComparison.Ordinal) && !line.Contains(" info", StringComparison.Ordinal)
                && (Placed(line) || line.StartsWith("error: ", StringComparison.Ordinal) || line.StartsWith("Error: ", StringComparison.Ordinal) || line.StartsWith("[ERROR] ", StringComparison.Ordinal) || line.StartsWith("ERROR: ", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    // "src/a.rb:12:3: ", "a.go:3:1: ", "a.sh: line 3: ", "In a.sh line 3:"
    private static bool Placed(ReadOnlySpan<char> line)
    {
        int dot = line.IndexOf('.');
        if (dot < 0 || char.IsWhiteSpace(line[0]))
        {
            return false;
        }

        int end = dot + 1;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '.' or '/' or '_' or '-'))
        {
            end++;
        }

        var rest = line[end..];
        rest = rest.StartsWith(": line ", StringComparison.Ordinal) ? rest[7..] : rest.StartsWith(" line ", StringComparison.Ordinal) && line.StartsWith("In ", StringComparison.Ordinal) ? rest[6..] : rest.StartsWith(":") ? rest[1..] : default;
        int digits = 0;
        while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || (rest[digits] == ':' && digits > 0 && digits + 1 < rest.Length && char.IsAsciiDigit(rest[digits + 1]))))
        {
            digits++;
        }

        return digits > 0 && digits < rest.Length && rest[digits] == ':' && (!line[..end].Contains(' ') || line.StartsWith("In ", StringComparison.Ordinal));
    }
}
