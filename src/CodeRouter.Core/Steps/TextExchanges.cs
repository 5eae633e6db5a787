using CodeRouter.Core.Agents;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>
/// Exchanges of clients that offer no tools: what was run and what came of it stands in a user message, an edit in the answer's text, and an edit that
/// could not be applied is told in the message after it.
/// </summary>
/// <param name="editsInText">The client takes edits from the text of answers; elsewhere code in an answer is only shown.</param>
internal sealed class TextExchanges(bool editsInText)
{
    private const int MaxArguments = 600;
    private ToolUse? edit;

    /// <summary>Adds what a text tells to the exchanges.</summary>
    public void Read(Role role, string text, List<Exchange> exchanges, List<Exchange> before)
    {
        if (role == Role.Assistant)
        {
            edit = editsInText ? EditIn(text) : null;
        }
        else if (role == Role.User)
        {
            ReadUser(text, exchanges, before);
        }
    }

    private void ReadUser(string text, List<Exchange> exchanges, List<Exchange> before)
    {
        var run = ToldRun.Read(text);
        if (edit is { } made)
        {
            edit = null;
            bool refused = ToldRun.RefusesEdit(text);

            // What a human says next is no result of the edit, but it was made.
            (refused || run is not null ? exchanges : before).Add(new Exchange(made, refused ? text : "", refused ? true : null));
        }

        if (run is { } told)
        {
            exchanges.Add(new Exchange(new ToolUse("run", ToolRole.Run, told.Command, told.Command, []), told.Output, null));
        }
    }

    // A file's name on its own line, then a fence or the mark of a search block.
    private static ToolUse? EditIn(string text)
    {
        var paths = new List<string>(2);
        string last = "";
        bool open = false;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            bool fence = line.StartsWith("```", StringComparison.Ordinal);
            if ((fence && !open) || line.StartsWith("<<<<<<< SEARCH", StringComparison.Ordinal))
            {
                if (IsPath(last) && !paths.Contains(last, StringComparer.Ordinal))
                {
                    paths.Add(last);
                }
            }

            open ^= fence;
            last = line.Trim("`*#: ").ToString();
        }

        return paths.Count == 0 ? null : new ToolUse("edit", ToolRole.Edit, "", text.Length > MaxArguments ? text[..MaxArguments] : text, paths);
    }

    private static bool IsPath(string line) => line.Length is > 2 and < 200 && !line.Contains(' ', StringComparison.Ordinal) && line.IndexOf('.', StringComparison.Ordinal) is > 0 and var point && point < line.Length - 1;
}
