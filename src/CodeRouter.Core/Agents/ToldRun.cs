namespace CodeRouter.Core.Agents;

/// <summary>A run as clients without tools tell it to the model, in the words that Aider made usual.</summary>
public readonly record struct ToldRun(string Command, string Output)
{
    private const string Opening = "I ran this command:\n\n", Then = "\n\nAnd got this output:\n\n";

    /// <summary>The run a user message tells; null where it tells none.</summary>
    public static ToldRun? Read(string text)
    {
        var told = text.AsSpan().TrimStart();
        if (!told.StartsWith(Opening, StringComparison.Ordinal))
        {
            return null;
        }

        told = told[Opening.Length..];
        int then = told.IndexOf(Then, StringComparison.Ordinal);
        return then <= 0 ? null : new ToldRun(told[..then].Trim().ToString(), told[(then + Then.Length)..].ToString());
    }

    /// <summary>The message gives an edit back because it could not be applied.</summary>
    public static bool RefusesEdit(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        int end = text.IndexOf('\n');
        var line = end < 0 ? text : text[..end];
        return line.StartsWith("# ", StringComparison.Ordinal) && line.Contains("SEARCH/REPLACE block", StringComparison.Ordinal) && line.Contains("failed to match", StringComparison.Ordinal);
    }
}
