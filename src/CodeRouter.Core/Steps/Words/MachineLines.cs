namespace CodeRouter.Core.Steps.Words;

/// <summary>Tells lines that were pasted from a machine from lines that somebody wrote.</summary>
internal static class MachineLines
{
    public static Pasted Judge(ReadOnlySpan<char> line, ReadOnlySpan<char> trimmed)
    {
        if (trimmed.IsEmpty)
        {
            return Pasted.None;
        }

        if (trimmed.StartsWith("at ", StringComparison.Ordinal) && trimmed.Contains('(') && trimmed.Contains(':') || trimmed.StartsWith("File \"", StringComparison.Ordinal)
            || trimmed.StartsWith("Traceback (most recent", StringComparison.Ordinal) || trimmed.StartsWith("Caused by:", StringComparison.Ordinal) || (trimmed.Contains("(anonymous) @", StringComparison.Ordinal))
            || IsException(trimmed))
        {
            return Pasted.Trace;
        }

        if (trimmed.StartsWith("error[E", StringComparison.Ordinal) || trimmed.StartsWith("error TS", StringComparison.Ordinal) || trimmed.StartsWith("npm ERR!", StringComparison.Ordinal) || trimmed.StartsWith("npm error", StringComparison.Ordinal)
            || trimmed.Contains(": error ", StringComparison.Ordinal) || trimmed.Contains(": error:", StringComparison.Ordinal) || trimmed.StartsWith("error: ", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("--> ", StringComparison.Ordinal)
            || trimmed.StartsWith("warning: ", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("fatal: ", StringComparison.Ordinal) || trimmed.StartsWith("FAILED ", StringComparison.Ordinal) || trimmed.StartsWith("make: ***", StringComparison.Ordinal)
            || trimmed.StartsWith("ERROR ", StringComparison.Ordinal) || trimmed.StartsWith("ERROR:", StringComparison.Ordinal) || trimmed.Contains("exit code 1", StringComparison.Ordinal) && trimmed.Length < 120 && trimmed.StartsWith("Error", StringComparison.Ordinal))
        {
            return Pasted.Compiler;
        }

        if (IsPrompt(trimmed))
        {
            return Pasted.Shell;
        }

        if (trimmed.StartsWith("@@ ", StringComparison.Ordinal) || trimmed.StartsWith("diff --git", StringComparison.Ordinal) || trimmed.StartsWith("+++ ", StringComparison.Ordinal) || trimmed.StartsWith("--- a/", StringComparison.Ordinal))
        {
            return Pasted.Diff;
        }

        if (IsLog(trimmed))
        {
            return Pasted.Log;
        }

        return IsCode(line, trimmed) ? Pasted.Code : Pasted.None;
    }

    private static bool IsException(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        var name = colon > 0 ? line[..colon] : line;
        if (name.StartsWith("Uncaught ", StringComparison.Ordinal))
        {
            return true;
        }

        return name.Length is > 4 and < 60 && !name.Contains(' ') && (name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Exception", StringComparison.Ordinal));
    }

    // "user@host:~/app$ npm start", "PS C:\x> y", "➜  app git:(main) ✗ git push"
    private static bool IsPrompt(ReadOnlySpan<char> line)
    {
        int dollar = line.IndexOfAny('$', '#', '>');
        return line[0] is '➜' or '❯' || line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("PS ", StringComparison.Ordinal) && line.Contains('>')
            || (dollar > 3 && dollar < 90 && line[..dollar].Contains('@') && line[..dollar].Contains(':') && !line[..dollar].Contains("://", StringComparison.Ordinal));
    }

    // A time stamp, or a level in capitals, at the start.
    private static bool IsLog(ReadOnlySpan<char> line)
    {
        int digits = 0, marks = 0;
        var start = line[..Math.Min(line.Length, 20)];
        foreach (char c in start)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            marks += c is ':' or '-' or '/' or '.' or 'T' or '[' ? 1 : 0;
        }

        return (digits >= 6 && marks >= 3 && line.Length > 24) || line.StartsWith("INFO ", StringComparison.Ordinal) || line.StartsWith("[INFO]", StringComparison.Ordinal) || line.StartsWith("WARN ", StringComparison.Ordinal) || line.StartsWith("DEBUG ", StringComparison.Ordinal)
            || line.StartsWith("   Compiling ", StringComparison.Ordinal);
    }

    private static bool IsCode(ReadOnlySpan<char> line, ReadOnlySpan<char> trimmed)
    {
        char last = trimmed[^1];
        bool closes = last is ';' or '{' or '}' || trimmed.EndsWith("),", StringComparison.Ordinal) || trimmed.EndsWith("/>", StringComparison.Ordinal) || trimmed.EndsWith("};", StringComparison.Ordinal);
        bool opens = trimmed.StartsWith("import ", StringComparison.Ordinal) && (trimmed.Contains(" from ", StringComparison.Ordinal) || !trimmed.Contains(' ')) || trimmed.StartsWith("def ", StringComparison.Ordinal) && last == ':' || trimmed.StartsWith("#include", StringComparison.Ordinal)
            || trimmed.StartsWith("const ", StringComparison.Ordinal) && trimmed.Contains('=') || trimmed.StartsWith("<div", StringComparison.Ordinal) || trimmed.StartsWith("</", StringComparison.Ordinal);
        bool deep = line.Length - trimmed.Length >= 4 && trimmed.ContainsAny('=', '(', '<');
        return closes || opens || deep;
    }
}
